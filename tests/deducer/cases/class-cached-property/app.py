from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from functools import cached_property
class S:
    @cached_property
    def store(self): return a
def f(q): return S().store.get(q)
Function(f, name="f")
