from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    kv = a
    del kv
    kv = b
    return kv.get(q)
Function(f, name="f")
