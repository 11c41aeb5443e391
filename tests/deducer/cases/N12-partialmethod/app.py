from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import partialmethod
a = KVStore("a"); b = KVStore("b")
class S:
    def use(self, kv, q): return kv.get(q)
    use_a = partialmethod(use, a)
    use_b = partialmethod(use, b)
def f(q): return S().use_a(q)
def g(q): return S().use_b(q)
Function(f, name="f"); Function(g, name="g")
