from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from collections import UserDict
a = KVStore("a")
class Store(UserDict):
    def __getitem__(self, k): return a.get(k)
def f(q): return Store()[q]
def g(q): return Store().get(q)
Function(f, name="f"); Function(g, name="g")
