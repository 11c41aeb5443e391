from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import os
def f(q):
    if os.environ.get("FEATURE_X", "") == "on": return b.get(q)
    return a.get(q)
Function(f, name="f")
