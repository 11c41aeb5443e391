from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    def __init__(self): self.kv = b
    def load(self, q): return a.get(q)
def f(q): return S.__dict__["load"](S(), q)
def g(q): return S().__dict__["kv"].get(q)
def h(q): return [v.get(q) for v in vars(S()).values()]
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
