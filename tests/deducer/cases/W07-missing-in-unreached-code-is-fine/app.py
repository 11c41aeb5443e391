from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
a = KVStore("a")
def never(): return os.environ["NOT_SET"]
def f(q): return a.get(q)
Function(f, name="f")
