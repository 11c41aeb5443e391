from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def f(q): return getattr(a, "get")(q)
def g(q): return getattr(a, "s" + "et")("k", q)
Function(f, name="f"); Function(g, name="g")
