from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def gen():
    yield a.get("1")
def f(q): return q in gen()
Function(f, name="f")
