from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Meta(type):
    registry = {}
    def __new__(mcs, name, bases, ns):
        cls = super().__new__(mcs, name, bases, ns)
        mcs.registry[name] = cls
        return cls
class Base(metaclass=Meta):
    def go(self): return None
class Reader(Base):
    def go(self): return a.get("k")
class Writer(Base):
    def go(self): return b.set("k", 1)
def f(q): return Meta.registry["Reader"]().go()
def g(q): return [cls().go() for cls in Meta.registry.values()]
Function(f, name="f"); Function(g, name="g")
