from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def gen():
    a.get("k")
    yield 1
def f(q):
    gen()
    return 1
def g(q): return list(gen())
Function(f, name="f")
Function(g, name="g")
