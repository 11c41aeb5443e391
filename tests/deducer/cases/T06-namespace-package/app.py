from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from parts.db import kv
def f(q): return kv.get(q)
Function(f, name="f")
