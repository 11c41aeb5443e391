from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import singledispatch
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
@singledispatch
def save(x): return a.set("k", x)
@save.register
def _(x: int): return b.set("k", x)
@save.register(str)
def _(x): return c.set("k", x)
def f(q): return save(q)
Function(f, name="f")
