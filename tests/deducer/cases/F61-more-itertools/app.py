from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import itertools
a = KVStore("a"); b = KVStore("b")
def f(q): return [kv.get(k) for kv, k in itertools.product([a], ["x", "y"])]
def g(q): return [list(v) for _, v in itertools.groupby(q, key=lambda x: a.get(x))]
def h(q): return list(itertools.accumulate(q, lambda x, y: b.get(y)))
def i(q):
    x, y = itertools.tee([a])
    return [kv.get(q) for kv in y]
def j(q): return [kv.get(q) for kv in itertools.repeat(b, 2)]
def k(q): return [x.get(q) for x, y in itertools.permutations([a, b], 2)]
def l(q): return [kv.get(q) for kv in itertools.chain.from_iterable([[a], [b]])]
def m(q): return [kv.get(q) for kv, n in zip([a], itertools.count())]
def n(q): return [x.get(q) for x, y in itertools.zip_longest([a], [b])]
def o(q): return [kv.get(q) for kv in itertools.compress([a, b], [1, 0])]
for fn in (f, g, h, i, j, k, l, m, n, o): Function(fn, name=fn.__name__)
