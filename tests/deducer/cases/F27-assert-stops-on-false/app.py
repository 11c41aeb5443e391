from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    assert a.get(q), b.get(q)
Function(f, name="f")
