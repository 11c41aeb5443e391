from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from typing import TypedDict
class Stores(TypedDict):
    users: object
S: Stores = {"users": a}
T = Stores(users=b)
def f(q): return S["users"].get(q)
def g(q): return T["users"].get(q)
Function(f, name="f")
Function(g, name="g")
