from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def f(q): return a.fetch(q)
Function(f, name="f")
