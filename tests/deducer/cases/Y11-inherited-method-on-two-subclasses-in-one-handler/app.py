from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Base:
    def go(self, q): return self.kv().get(q)
class A(Base):
    def kv(self): return a
class B(Base):
    def kv(self): return b
def f(q): return A().go(q)
def g(q): return A().go(q), B().go(q)
Function(f, name="f"); Function(g, name="g")
