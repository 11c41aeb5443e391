from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def reader(kv): return lambda self, q: kv.get(q)
class S: pass
for n, kv in (("read_a", a), ("read_b", b)): setattr(S, n, reader(kv))
def f(q): return S().read_a(q)
def g(q): return S().read_b(q)
Function(f, name="f"); Function(g, name="g")
