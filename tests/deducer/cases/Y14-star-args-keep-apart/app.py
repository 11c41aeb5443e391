from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def call(fn, *args, **kw): return fn(*args, **kw)
def load(kv, q): return kv.get(q)
def f(q): return call(load, a, q)
def g(q): return call(load, q=q, kv=b)
Function(f, name="f"); Function(g, name="g")
