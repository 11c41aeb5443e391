from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from types import MethodType
a = KVStore("a")
class S: pass
def load(self, q): return a.get(q)
s = S()
s.load = MethodType(load, s)
def f(q): return s.load(q)
Function(f, name="f")
