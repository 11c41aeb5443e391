from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Base: pass
class A(Base):
    def go(self): return a.get("k")
class B(Base):
    def go(self): return b.get("k")
def f(q): return [cls().go() for cls in Base.__subclasses__()]
Function(f, name="f")
