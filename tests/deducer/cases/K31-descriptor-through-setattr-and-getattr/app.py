from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class D:
    def __get__(self, o, t=None): return a.get("k")
    def __set__(self, o, v): a.set("k", v)
    def __delete__(self, o): a.delete("k")
class S: x = D()
def f(q): return getattr(S(), "x")
def g(q): setattr(S(), "x", q)
def h(q): delattr(S(), "x")
def i(q):
    s = S()
    del s.x
def j(q): return hasattr(S(), "x")
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i"); Function(j, name="j")
