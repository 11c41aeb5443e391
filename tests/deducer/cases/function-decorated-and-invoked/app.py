from pluto_py import Function, KVStore
a = KVStore("a")
@Function.of(name="g")
def g(q): return a.get(q)
def f(q): return g.invoke(q)
Function(f, name="f")
