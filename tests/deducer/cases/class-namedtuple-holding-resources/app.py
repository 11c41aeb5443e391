from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from typing import NamedTuple
class Stores(NamedTuple):
    users: object
    items: object
S = Stores(a, b)
def f(q): return S.users.get(q)
def g(q):
    _, items = S
    return items.get(q)
def h(q): return S[1].set("k", q)
Function(f, name="f")
Function(g, name="g")
Function(h, name="h")
