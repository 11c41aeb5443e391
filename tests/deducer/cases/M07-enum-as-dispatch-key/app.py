from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from enum import Enum, auto
a = KVStore("a"); b = KVStore("b")
class Kind(Enum):
    A = auto()
    B = auto()
TABLE = {Kind.A: a, Kind.B: b}
def f(q): return TABLE[Kind.A].get(q)
def g(q): return TABLE[Kind[q]].get(q)
Function(f, name="f"); Function(g, name="g")
