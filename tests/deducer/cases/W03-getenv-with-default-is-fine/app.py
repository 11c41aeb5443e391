from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
a = KVStore("a")
def f(q): return a.get(os.getenv("NOT_SET", "k"))
Function(f, name="f")
