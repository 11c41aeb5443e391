from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def run(fn, x): return fn(x)
def f(q): return run(a.get, q)
def g(q): return run(lambda x: b.set("k", x), q)
Function(f, name="f"); Function(g, name="g")
