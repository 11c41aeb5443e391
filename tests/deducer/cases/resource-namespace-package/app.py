from pluto_py import Function
from lib.db import kv
def f(q): return kv.get(q)
Function(f, name="f")
