from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    max(q, key=lambda x: a.get(x))
    return any(b.get(x) for x in q)
Function(f, name="f")
