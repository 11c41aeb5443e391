from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from types import SimpleNamespace
a = KVStore("a"); b = KVStore("b")
stores = SimpleNamespace(a=a, b=b)
stores.c = b
def f(q): return stores.a.get(q)
def g(q): return stores.c.set("k", q)
Function(f, name="f"); Function(g, name="g")
