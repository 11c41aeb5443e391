from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
DEBUG = False
def f(q):
    if DEBUG: b.set("debug", q)
    return a.get(q)
Function(f, name="f")
