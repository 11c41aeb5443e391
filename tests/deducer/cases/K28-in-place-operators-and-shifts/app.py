from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class V:
    def __rshift__(self, o): return a.set("k", o)
    def __rrshift__(self, o): return b.set("k", o)
    def __ior__(self, o): a.delete("k"); return self
    def __invert__(self): return b.delete("k")
    def __isub__(self, o): a.get("k"); return self
    def __rpow__(self, o): return b.get("k")
def f(q): V() >> q
def g(q): q >> V()
def h(q):
    v = V()
    v |= q
def i(q): return ~V()
def j(q):
    box = {"v": V()}
    box["v"] -= 1
def k(q): return 2 ** V()
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i"); Function(j, name="j"); Function(k, name="k")
