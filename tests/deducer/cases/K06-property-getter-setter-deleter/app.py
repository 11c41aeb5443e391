from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class S:
    @property
    def x(self): return a.get("x")
    @x.setter
    def x(self, v): a.set("x", v)
    @x.deleter
    def x(self): a.delete("x")
def f(q): return S().x
def g(q): s = S(); s.x = q
def h(q): s = S(); del s.x
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
