from pluto_py import Function
import ops
def f(q): return getattr(ops, "read", None)(q)
def g(q): return getattr(ops, "missing", lambda q: None)(q)
Function(f, name="f")
Function(g, name="g")
