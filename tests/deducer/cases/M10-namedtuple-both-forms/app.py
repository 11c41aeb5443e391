from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from collections import namedtuple
from typing import NamedTuple
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
Pair = namedtuple("Pair", "left right")
class Triple(NamedTuple):
    x: object
    y: object = c
    def load(self, q): return self.y.get(q)
p = Pair(a, right=b)
def f(q): return p.left.get(q)
def g(q):
    left, right = p
    return right.get(q)
def h(q): return Triple(a).load(q)
def i(q): return p._replace(left=c).left.set("k", q)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i")
