from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
a = KVStore("a")
def f(q): return use(a)
Function(f, name="f")
