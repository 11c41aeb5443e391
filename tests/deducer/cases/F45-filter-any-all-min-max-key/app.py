from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c"); d = KVStore("d")
def f(q): return list(filter(a.get, q))
def g(q): return any(b.get(x) for x in q)
def h(q): return max(q, key=c.get), min(q, key=lambda x: d.get(x))
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
