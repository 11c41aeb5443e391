from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Base:
    def __init__(self, kv, *, prefix=""): self.kv, self.prefix = kv, prefix
class Child(Base):
    def __init__(self, kv): super().__init__(kv, prefix="c")
    def load(self, q): return self.kv.get(self.prefix + q)
S = Child(a)
Function(S.load, name="f")
