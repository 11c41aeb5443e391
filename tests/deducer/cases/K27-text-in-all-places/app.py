from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import logging
a = KVStore("a"); b = KVStore("b")
class V:
    def __str__(self): return a.get("k")
    @property
    def name(self): return b.get("k")
    def __getitem__(self, k): return b.get(k)
log = logging.getLogger("x")
def f(q): print(V())
def g(q): return "%s" % (V(),)
def h(q): return "{}".format(V())
def i(q): return "{0.name}".format(V())
def j(q): return "{v[key]}".format(v=V())
def k(q): return "%(v)s" % {"v": V()}
def l(q): log.warning("%s", V())
def m(q): return f"{q} {V()!s:>10}"
def n(q): return format(V())
def o(q): raise ValueError(f"bad {V()}")
def p(q): return str.join(",", [str(V())])
for fn in (f, g, h, i, j, k, l, m, n, o, p): Function(fn, name=fn.__name__)
