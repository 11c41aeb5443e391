from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class S: pass
def f(q):
    s = S()
    setattr(s, "kv", a)
    return s.kv.get(q)
Function(f, name="f")
