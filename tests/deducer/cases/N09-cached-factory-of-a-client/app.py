from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import lru_cache
a = KVStore("a")
class Client:
    def __init__(self, kv): self.kv = kv
    def load(self, q): return self.kv.get(q)
@lru_cache
def client(): return Client(a)
def f(q): return client().load(q)
Function(f, name="f")
