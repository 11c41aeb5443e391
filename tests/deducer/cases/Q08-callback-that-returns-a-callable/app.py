from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
a = KVStore("a")
def make():
    def inner(x): return a.get(x)
    return inner
def f(q): return use(make)
Function(f, name="f")
