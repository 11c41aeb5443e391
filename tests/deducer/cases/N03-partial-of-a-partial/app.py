from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import partial
a = KVStore("a"); b = KVStore("b")
def load(kv, fallback, q): return kv.get(q) or fallback.get(q)
p = partial(partial(load, a), b)
def f(q): return p(q)
Function(f, name="f")
