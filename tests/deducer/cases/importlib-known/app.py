import importlib
from pluto_py import Function
def f(q): return importlib.import_module("plug." + "one").go(q)
Function(f, name="f")
