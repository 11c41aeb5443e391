from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from dataclasses import dataclass, field
a = KVStore("a")
class Loud:
    def __eq__(self, o): return a.get("k")
@dataclass
class C:
    x: object = field(default_factory=Loud)
def f(q): return C() == C()
Function(f, name="f")
