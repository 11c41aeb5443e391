from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c"); d = KVStore("d")
class Base:
    def go(self): d.get("k")
class L(Base):
    def go(self): a.get("k"); super().go()
class R(Base):
    def go(self): b.get("k"); super().go()
class C(L, R):
    def go(self): c.get("k"); super().go()
def f(q): C().go()
def g(q): L().go()
Function(f, name="f"); Function(g, name="g")
