from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import reduce
a = KVStore("a"); b = KVStore("b")
def step(total, kv): return total + len(kv.get("k"))
def f(q): return reduce(step, [a, b], 0)
Function(f, name="f")
