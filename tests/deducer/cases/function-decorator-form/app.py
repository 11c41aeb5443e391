from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
@Function.of(name="f", memory=512)
def f(q):
    return a.get(q)
def g(q):
    return f(q)
Function(g, name="g")
