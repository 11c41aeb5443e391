from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def pick(q):
    if q == 1: return a
    if q == 2: return b
    return None
def f(q):
    kv = pick(q)
    if kv is None: return 0
    return kv.get("k")
Function(f, name="f")
