from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import reduce
a = KVStore("a")
class In: kv = a
class Out: inner = In()
def f(q): return reduce(getattr, ["inner", "kv"], Out()).get(q)
Function(f, name="f")
