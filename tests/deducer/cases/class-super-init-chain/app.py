from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Base:
    def __init__(self, kv): self.kv = kv
class Mid(Base):
    def __init__(self, kv):
        super().__init__(kv)
        self.kv.get("warm")
class Leaf(Mid): pass
def f(q): Leaf(a)
Function(f, name="f")
