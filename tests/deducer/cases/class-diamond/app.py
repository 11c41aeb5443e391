from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class R:
    def go(self): a.get("r")
class X(R):
    def go(self):
        a.set("x", 1)
        super().go()
class Y(R):
    def go(self):
        b.set("y", 1)
        super().go()
class Z(X, Y):
    def go(self): super().go()
def f(q): Z().go()
def g(q): X().go()
Function(f, name="f")
Function(g, name="g")
