from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class S:
    def __init__(self, kv): self.kv = kv
    @classmethod
    def make(cls, kv): return cls(kv)
    def go(self, q): return self.kv.get(q)
def f(q): return S.make(a).go(q)
def g(q): return S.make(b).go(q)
Function(f, name="f")
Function(g, name="g")
