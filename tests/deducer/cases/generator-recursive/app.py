from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def walk(t):
    yield a.get(t)
    for c in t:
        yield from walk(c)
def f(q): return [x for x in walk(q)]
Function(f, name="f")
