from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from dataclasses import KW_ONLY, dataclass
a = KVStore("a"); b = KVStore("b")
@dataclass(slots=True)
class C:
    first: object
    _: KW_ONLY
    second: object = None
c = C(a, second=b)
def f(q): return c.second.get(q)
Function(f, name="f")
