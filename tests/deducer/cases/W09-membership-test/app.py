from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
a = KVStore("a"); b = KVStore("b")
kv = a if "NOT_SET" in os.environ else b
def f(q): return kv.get(q)
Function(f, name="f")
