from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c"); d = KVStore("d"); e = KVStore("e")
class V:
    def __call__(self): return a.get("k")
    def __bool__(self): return bool(b.get("k"))
    def __len__(self): return len(c.get("k"))
    def __str__(self): return d.get("k")
    def __hash__(self): return hash(e.get("k"))
v = V()
def f(q): return v()
def g(q): return 1 if v else 2
def h(q): return len(v)
def i(q): return f"{v}"
def j(q): return {v: q}
def k(q): return str(v) + "%s" % v
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i"); Function(j, name="j"); Function(k, name="k")
