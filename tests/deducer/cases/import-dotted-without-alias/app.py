from pluto_py import Function
import infra.stores
def f(q): return infra.stores.kv.get(q)
Function(f, name="f")
