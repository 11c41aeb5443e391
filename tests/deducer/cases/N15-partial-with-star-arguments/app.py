from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import partial
a = KVStore("a"); b = KVStore("b")
def load(kv, *rest): return kv.get("k")
def f(q): return partial(load, *[a])(q)
def g(q): return partial(load, **{"kv": b})()
def h(q):
    p = partial(load, a)
    return p.func(b, *p.args)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
