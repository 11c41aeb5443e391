from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import copy, weakref
class S:
    def __init__(self, kv): self.kv = kv
    def go(self, q): return self.kv.get(q)
s = S(a)
def f(q): return copy.copy(s).go(q)
def g(q): return weakref.ref(s)().go(q)
Function(f, name="f")
Function(g, name="g")
