from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
a = KVStore("a")
def f(q): return sorted(q, key=use(lambda x: a.get(x)))
Function(f, name="f")
