from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Store:
    def __init__(self, kv): self.kv = kv
    def read(self, k): return self.kv.get(k)
def make(kv): return Store(kv)
def use(kv): return make(kv).read("k")
def f(q): return use(a)
def g(q): return use(b)
def h(q):
    x = make(a); y = make(b)
    return x.read("k")
Function(f, name="f")
Function(g, name="g")
Function(h, name="h")
