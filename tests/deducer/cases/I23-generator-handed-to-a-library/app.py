from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
a = KVStore("a")
def gen(q):
    for x in q: yield a.get(x)
def f(q): return use(gen(q))
Function(f, name="f")
