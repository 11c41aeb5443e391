from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def inner(q):
    try: raise ValueError(q)
    finally: return a
def f(q): return inner(q).get(q)
Function(f, name="f")
