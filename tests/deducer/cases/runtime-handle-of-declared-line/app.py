from pluto_py import Function, KVStore
def store(): return KVStore("a")
main = store()
def f(q): return store().get(q)
Function(f, name="f")
