from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
OPS = [a.get, b.set]
def f(q):
    read, write = OPS
    return read(q)
def g(q):
    first, *rest = OPS
    rest[0]("k", q)
Function(f, name="f")
Function(g, name="g")
