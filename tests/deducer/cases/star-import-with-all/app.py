from pluto_py import Function
from store import *
def f(q): return kv.get(q)
Function(f, name="f")
