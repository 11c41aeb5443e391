from pluto_py import Function
import infra.stores as st
def f(q): return st.kv.get(q)
Function(f, name="f")
