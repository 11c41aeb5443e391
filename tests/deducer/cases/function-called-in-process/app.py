from pluto_py import Function, KVStore
a = KVStore("a"); b = KVStore("b")
g = Function(lambda q: a.get(q), name="g")
@Function.of(name="h")
def h(q): return b.get(q)
def f(q): return g(q) + h(q)
Function(f, name="f")
