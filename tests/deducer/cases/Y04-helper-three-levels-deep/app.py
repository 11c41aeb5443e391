from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def one(kv, q): return two(kv, q)
def two(kv, q): return three(kv, q)
def three(kv, q): return kv.get(q)
def f(q): return one(a, q)
def g(q): return one(b, q)
Function(f, name="f"); Function(g, name="g")
