from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from enum import Enum
class Op(Enum):
    R = 1
    W = 2
T = {Op.R: a.get, Op.W: b.get}
def f(q): return T[Op.R](q)
Function(f, name="f")
