from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import cached_property
a = KVStore("a")
class S:
    @cached_property
    def data(self): return a.get("k")
def f(q): return S().data
def g(q): return q
Function(f, name="f"); Function(g, name="g")
