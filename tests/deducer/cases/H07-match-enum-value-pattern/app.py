from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from enum import Enum
a = KVStore("a"); b = KVStore("b")
class Mode(Enum):
    READ = 1
    WRITE = 2
def run(mode, q):
    match mode:
        case Mode.READ: return a.get(q)
        case Mode.WRITE: return b.set("k", q)
def f(q): return run(Mode.READ, q)
def g(q): return run(Mode(q), q)
Function(f, name="f"); Function(g, name="g")
