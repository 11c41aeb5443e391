from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import partial
a = KVStore("a"); b = KVStore("b")
def load(kv, q): return kv.get(q)
Function(partial(load, a), name="f"); Function(partial(load, kv=b), name="g")
