from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import cmp_to_key, total_ordering
a = KVStore("a"); b = KVStore("b")
def compare(x, y): return a.get(x) - a.get(y)
@total_ordering
class V:
    def __eq__(self, o): return True
    def __lt__(self, o): return b.get("k")
def f(q): return sorted(q, key=cmp_to_key(compare))
def g(q): return V() >= V()
Function(f, name="f"); Function(g, name="g")
