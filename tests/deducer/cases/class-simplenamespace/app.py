from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from types import SimpleNamespace
S = SimpleNamespace(users=a, items=b)
def f(q): return S.users.get(q)
Function(f, name="f")
