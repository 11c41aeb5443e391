from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from dataclasses import dataclass, field
@dataclass
class Repo:
    kv: object
    tags: list = field(default_factory=list)
    def load(self, k): return self.kv.get(k)
    def __post_init__(self): self.reader = self.kv.get
def f(q): return Repo(a).load(q)
def g(q): return Repo(kv=b).reader(q)
Function(f, name="f")
Function(g, name="g")
