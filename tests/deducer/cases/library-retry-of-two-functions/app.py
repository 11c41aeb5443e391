from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from tenacity import retry
@retry
def one(q): return a.get(q)
@retry(stop=2)
def two(q): return b.get(q)
def f(q): return one(q)
def g(q): return two(q)
Function(f, name="f")
Function(g, name="g")
