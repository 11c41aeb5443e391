from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from dataclasses import dataclass, field
a = KVStore("a"); b = KVStore("b")
@dataclass(frozen=True)
class Stores:
    users: KVStore
    extra: list = field(default_factory=list)
S = Stores(a, [b])
def f(q): return S.users.get(q)
def g(q): return S.extra[0].get(q)
Function(f, name="f"); Function(g, name="g")
