from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class V:
    def __iter__(self):
        a.get("k")
        return iter([1, 2])
def show(*xs): return xs
def f(q): x, y = V(); return x
def g(q): return list(zip(V(), q))
def h(q): return "".join(str(x) for x in V())
def i(q): return show(*V())
def j(q): return [*V()]
def k(q): return dict.fromkeys(V())
def l(q): return min(V())
def m(q): return set(V()) | {q}
def n(q): yield from V()
def o(q): return q in V()
def p(q): return ",".join(V())
def r(q): xs = []; xs.extend(V()); return xs
def s(q): xs = []; xs += V(); return xs
def t(q): return sorted(V())
def u(q): return next(iter(V()))
def v(q): return any(V())
def w(q): return tuple(map(str, V()))
for fn in (f, g, h, i, j, k, l, m, n, o, p, r, s, t, u, v, w): Function(fn, name=fn.__name__)
