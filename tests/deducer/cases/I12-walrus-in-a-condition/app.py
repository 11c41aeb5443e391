from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    if (kv := a if q else b) and (v := kv.get(q)): kv.set("k", v)
Function(f, name="f")
