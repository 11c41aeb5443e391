from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def apply(fn, x): return fn(x)
def f(q): return apply(a.get, q)
def g(q): return apply(b.delete, q)
Function(f, name="f")
Function(g, name="g")
