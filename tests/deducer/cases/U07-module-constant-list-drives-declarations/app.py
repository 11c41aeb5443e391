from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from settings import TABLES
S = [KVStore(t["name"]) for t in TABLES if t["enabled"]]
def f(q): return S[0].get(q)
Function(f, name="f")
