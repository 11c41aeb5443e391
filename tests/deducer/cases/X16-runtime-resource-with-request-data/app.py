from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q):
    kv = KVStore(q)
    return kv.get("k")
Function(f, name="f")
