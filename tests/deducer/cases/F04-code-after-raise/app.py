from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    a.get(q)
    raise ValueError(q)
    b.set("k", q)
Function(f, name="f")
