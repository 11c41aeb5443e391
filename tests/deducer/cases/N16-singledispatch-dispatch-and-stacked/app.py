from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import singledispatch
a = KVStore("a"); b = KVStore("b")
@singledispatch
def save(x): return a.set("k", x)
@save.register(int)
@save.register(float)
def save_number(x): return b.set("k", x)
def f(q): return save.dispatch(int)(q)
def g(q): return save_number(q)
Function(f, name="f"); Function(g, name="g")
