from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def f(q):
    a.fetch(q)
    a.store(q)
Function(f, name="f")
