from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Cache:
    def __init__(self, inner): self.inner = inner
    def get(self, k):
        return self.inner.get(k)
    def __getattr__(self, name): return getattr(self.inner, name)
c = Cache(a)
def f(q): return c.get(q)
def g(q): return c.set("k", q)
Function(f, name="f")
Function(g, name="g")
