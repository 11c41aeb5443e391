from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class V:
    def __eq__(self, o): return a.get("k")
def f(q): return V() in [1, 2]
def g(q): return [V()].index(q)
def h(q): return [V()].count(q)
def i(q): return [V()] == [q]
def j(q): xs = [V()]; xs.remove(q)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i"); Function(j, name="j")
