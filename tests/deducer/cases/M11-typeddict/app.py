from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from typing import TypedDict
a = KVStore("a")
class Stores(TypedDict):
    users: KVStore
S: Stores = {"users": a}
T = Stores(users=a)
def f(q): return S["users"].get(q)
def g(q): return T["users"].set("k", q)
Function(f, name="f"); Function(g, name="g")
