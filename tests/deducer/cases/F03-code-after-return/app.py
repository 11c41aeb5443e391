from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    return a.get(q)
    b.set("k", q)
Function(f, name="f")
