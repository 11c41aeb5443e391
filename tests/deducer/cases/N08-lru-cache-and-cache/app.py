from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import cache, lru_cache
a = KVStore("a"); b = KVStore("b")
@lru_cache(maxsize=10)
def load(q): return a.get(q)
@cache
def other(q): return b.get(q)
def f(q): return load(q)
def g(q): return other(q)
def h(q): load.cache_clear()
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
