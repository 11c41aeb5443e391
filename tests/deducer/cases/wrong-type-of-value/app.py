from pluto_py import Function
def f(q): return q
Function(f, name="f", memory="lots")
