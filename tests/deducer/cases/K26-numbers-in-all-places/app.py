from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import math, operator
a = KVStore("a")
class V:
    def __index__(self): return len(a.get("k") or "")
    def __int__(self): return len(a.get("k") or "")
    def __float__(self): return float(a.get("k"))
    def __round__(self, n=None): return a.get("k")
    def __floor__(self): return a.get("k")
    def __divmod__(self, o): return a.get("k")
    def __bytes__(self): return a.get("k")
    def __fspath__(self): return a.get("k")
    def __reversed__(self): return iter([a.get("k")])
def f(q): return range(V())
def g(q): return int(V()), 1
def h(q): return float(V())
def i(q): return round(V(), 2)
def j(q): return math.floor(V())
def k(q): return divmod(V(), 3)
def l(q): return bytes(V())
def m(q): return open(V())
def n(q): return list(reversed(V()))
def o(q): return "x" * V()
def p(q): return hex(V())
def r(q): return operator.index(V())
def s(q): return [1, 2, 3][V():]
for fn in (f, g, h, i, j, k, l, m, n, o, p, r, s): Function(fn, name=fn.__name__)
