from .missing import x
