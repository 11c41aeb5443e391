from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def gen(q):
    yield a.get(q)
def f(q):
    gen(q)
    return b.get(q)
Function(f, name="f")
