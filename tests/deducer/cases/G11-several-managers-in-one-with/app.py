from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class M:
    def __init__(self, kv): self.kv = kv
    def __enter__(self): return self.kv
    def __exit__(self, *exc): self.kv.delete("x")
def f(q):
    with M(a) as x, M(b) as y: x.set("k", y.get(q))
Function(f, name="f")
