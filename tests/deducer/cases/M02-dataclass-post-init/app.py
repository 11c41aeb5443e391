from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from dataclasses import dataclass
a = KVStore("a")
@dataclass
class Service:
    name: str
    def __post_init__(self): self.kv = a
    def load(self, q): return self.kv.get(q)
def f(q): return Service("x").load(q)
Function(f, name="f")
