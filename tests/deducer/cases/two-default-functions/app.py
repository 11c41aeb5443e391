from pluto_py import Function
def f(q): return q
def g(q): return q
Function(f)
Function(g)
