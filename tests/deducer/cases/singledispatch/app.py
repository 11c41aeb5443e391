from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from functools import singledispatch
@singledispatch
def act(x): return a.get("k")
@act.register
def _(x: int): return b.get("k")
@act.register(str)
def _(x): return b.set("k", x)
def f(q): return act(q)
Function(f, name="f")
