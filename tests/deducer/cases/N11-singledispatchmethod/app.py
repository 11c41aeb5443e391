from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import singledispatchmethod
a = KVStore("a"); b = KVStore("b")
class S:
    @singledispatchmethod
    def save(self, x): return a.set("k", x)
    @save.register
    def _(self, x: int): return b.set("k", x)
def f(q): return S().save(q)
Function(f, name="f")
