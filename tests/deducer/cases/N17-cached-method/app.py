from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import lru_cache
a = KVStore("a"); b = KVStore("b")
class S:
    def __init__(self, kv): self.kv = kv
    @lru_cache(maxsize=None)
    def load(self, q): return self.kv.get(q)
x, y = S(a), S(b)
def f(q): return x.load(q)
def g(q): return y.load(q)
Function(f, name="f"); Function(g, name="g")
