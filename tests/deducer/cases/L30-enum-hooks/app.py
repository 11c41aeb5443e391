from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from enum import Enum, Flag, IntEnum, auto
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
class Mode(Enum):
    A = 1
    @classmethod
    def _missing_(cls, value): return a.get("k") or cls.A
    @property
    def kv(self): return b
    def __str__(self): return c.get("k")
def f(q): return Mode(q)
def g(q): return Mode.A.kv.get(q)
def h(q): return f"{Mode.A}"
def i(q): return [m.kv.set("k", q) for m in Mode]
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i")
