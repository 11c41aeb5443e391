from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def f(q): return later(q)
Function(f, name="f")
def later(q): return a.get(q)
