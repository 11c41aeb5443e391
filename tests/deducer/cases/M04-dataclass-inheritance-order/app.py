from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from dataclasses import dataclass
a = KVStore("a"); b = KVStore("b")
@dataclass
class Base:
    first: object
@dataclass
class Child(Base):
    second: object = b
c = Child(a)
def f(q): return c.first.get(q)
def g(q): return c.second.get(q)
Function(f, name="f"); Function(g, name="g")
