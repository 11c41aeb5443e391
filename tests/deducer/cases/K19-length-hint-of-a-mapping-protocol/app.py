from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class M:
    def keys(self): return a.keys()
    def __getitem__(self, k): return b.get(k)
def show(**kw): return kw
def f(q): return show(**M())
def g(q): return dict(M())
def h(q): return {**M()}
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
