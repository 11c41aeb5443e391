from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def f(q): return getattr(a, q)("k")
Function(f, name="f")
