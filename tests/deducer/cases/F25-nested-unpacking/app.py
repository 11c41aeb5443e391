from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
(x, (y, z)), w = (a, [b, c]), a
def f(q): return z.get(q)
def g(q):
    for i, (n, kv) in enumerate([("a", a), ("b", b)]): kv.set(n, i)
Function(f, name="f"); Function(g, name="g")
