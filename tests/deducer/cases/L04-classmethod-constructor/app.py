from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Repo:
    def __init__(self, kv): self.kv = kv
    @classmethod
    def standard(cls): return cls(a)
    @classmethod
    def other(cls): return cls(b)
    def load(self, q): return self.kv.get(q)
def f(q): return Repo.standard().load(q)
def g(q): return Repo.other().load(q)
Function(f, name="f"); Function(g, name="g")
