from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from typing import Protocol
a = KVStore("a"); b = KVStore("b")
class Loads(Protocol):
    def load(self, q): ...
class A:
    def load(self, q): return a.get(q)
class B:
    def load(self, q): return b.get(q)
def run(source: Loads, q): return source.load(q)
def f(q): return run(A(), q)
def g(q): return run(B(), q)
Function(f, name="f"); Function(g, name="g")
