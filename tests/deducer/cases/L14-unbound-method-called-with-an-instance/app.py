from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Base:
    def go(self): return a.get("k")
class Child(Base):
    def go(self): return b.get("k")
def f(q): return Base.go(Child())
Function(f, name="f")
