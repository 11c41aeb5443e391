from pluto_py import Function
import lazy
def f(q): return lazy.store.get(q)
Function(f, name="f")
