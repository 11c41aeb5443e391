from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    kv = a
def f(q): return S.kv.get(q) if hasattr(S, "kv") else b.get(q)
Function(f, name="f")
