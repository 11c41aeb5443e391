from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
@Function.of(name="f")
def f(q): return a.get(q)
@Function.of(name="g")
def g(q): return f(q), b.get(q)
