from pluto_py import Function
def g(q): return q
gf = Function(g, name="g")
def f(q): return gf.url
Function(f, name="f")
