from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    try: return a.get(q)
    finally: b.set("k", q)
Function(f, name="f")
