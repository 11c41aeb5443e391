from . import x, y
from .x import *
from .y import *
__all__ = x.__all__ + y.__all__
