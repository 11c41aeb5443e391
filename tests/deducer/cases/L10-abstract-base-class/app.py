from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from abc import ABC, abstractmethod
a = KVStore("a"); b = KVStore("b")
class Repo(ABC):
    @abstractmethod
    def load(self, q): b.get("never")
    def twice(self, q): return self.load(q), self.load(q)
class Real(Repo):
    def load(self, q): return a.get(q)
def f(q): return Real().twice(q)
Function(f, name="f")
