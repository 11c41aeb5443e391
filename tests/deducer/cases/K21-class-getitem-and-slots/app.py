from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Repo:
    __slots__ = ("kv",)
    def __init__(self, kv): self.kv = kv
    def __class_getitem__(cls, item): return cls
    def load(self, q): return self.kv.get(q)
def f(q): return Repo[str](a).load(q)
Function(f, name="f")
