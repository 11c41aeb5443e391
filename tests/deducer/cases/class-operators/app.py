from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Path:
    def __init__(self, kv): self.kv = kv
    def __truediv__(self, k): return self.kv.get(k)
    def __rshift__(self, v): self.kv.set("k", v)
    def __getitem__(self, k): return self.kv.get(k)
    def __delitem__(self, k): self.kv.delete(k)
    def __contains__(self, k): return bool(self.kv.get(k))
    def __len__(self): return len(list(self.kv.keys()))
    def __iadd__(self, v):
        self.kv.set("n", v)
        return self
p = Path(a)
def f(q): return p / q
def g(q):
    Path(b) >> q
def h(q): del p[q]
def i(q): return len(p)
def j(q): return q in p
def k(q):
    x = Path(b)
    x += q
Function(f, name="f")
Function(g, name="g")
Function(h, name="h")
Function(i, name="i")
Function(j, name="j")
Function(k, name="k")
