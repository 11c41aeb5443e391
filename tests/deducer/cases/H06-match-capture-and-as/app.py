from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    match (a, q):
        case (KVStore() as kv, int() | str() as key): return kv.get(key)
        case other: return b.get("k")
Function(f, name="f")
