from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
a = KVStore("a"); b = KVStore("b")
def f(q):
    try: return a.get(os.environ["NOT_SET"])
    except KeyError: return b.get(q)
Function(f, name="f")
