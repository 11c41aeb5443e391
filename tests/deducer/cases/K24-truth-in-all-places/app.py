from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class V:
    def __bool__(self): return bool(a.get("k"))
def f(q): return not V()
def g(q): return V() and 1
def h(q): return [x for x in q if V()]
def i(q): return list(filter(None, [V()]))
def j(q): return all([V()])
def k(q):
    while V(): break
def l(q): assert V()
def m(q): return bool(V())
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i"); Function(j, name="j"); Function(k, name="k"); Function(l, name="l"); Function(m, name="m")
