from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from abc import ABC, abstractmethod
from typing import Protocol
class Reader(Protocol):
    def read(self, k): ...
class Base(ABC):
    @abstractmethod
    def read(self, k): ...
    def twice(self, k): return self.read(k), self.read(k)
class A(Base):
    def read(self, k): return a.get(k)
class B(Base):
    def read(self, k): return b.get(k)
def use(r: Reader, k): return r.twice(k)
def f(q): return use(A(), q)
def g(q): return use(B(), q)
Function(f, name="f")
Function(g, name="g")
