from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from dataclasses import asdict, dataclass, replace
a = KVStore("a"); b = KVStore("b")
@dataclass
class C:
    name: str
    kv: object = None
base = C("x", a)
other = replace(base, kv=b)
def f(q): return other.kv.get(q)
def g(q): return base.kv.get(q)
Function(f, name="f"); Function(g, name="g")
