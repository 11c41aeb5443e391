from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from collections import defaultdict
a = KVStore("a")
def fresh(): return a.get("seed")
def f(q):
    table = defaultdict(fresh)
    return table[q]
Function(f, name="f")
