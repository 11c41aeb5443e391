from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    a = b
    return a.get(q)
def g(a): return a
Function(f, name="f"); Function(g, name="g")
