from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from functools import partial
def op(kv, k): return kv.get(k)
Function(partial(op, a), name="f")
def g(q): return partial(op, k=q)(b)
Function(g, name="g")
