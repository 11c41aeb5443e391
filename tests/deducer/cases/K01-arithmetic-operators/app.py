from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c"); d = KVStore("d")
class V:
    def __add__(self, o): return a.get("k")
    def __radd__(self, o): return b.get("k")
    def __iadd__(self, o): c.set("k", o); return self
    def __neg__(self): return d.get("k")
def f(q): return V() + q
def g(q): return 1 + V()
def h(q):
    v = V()
    v += q
def n(q): return -V()
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(n, name="n")
