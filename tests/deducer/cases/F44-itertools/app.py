from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import itertools
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    for kv in itertools.chain([a], (b,)): kv.get(q)
def g(q): return [kv.get(q) for kv in itertools.islice(itertools.cycle([c]), 3)]
def h(q): return list(itertools.starmap(a.set, [("k", q)]))
def t(q): return list(itertools.takewhile(lambda x: b.get(x), q))
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(t, name="t")
