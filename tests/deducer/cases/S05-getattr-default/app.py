from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S: pass
def f(q): return getattr(S(), "kv", a).get(q)
Function(f, name="f")
