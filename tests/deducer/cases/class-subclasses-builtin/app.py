from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class P: pass
class X(P):
    def go(self): return a.get("k")
class Y(P):
    def go(self): return b.get("k")
def f(q): return [c().go() for c in P.__subclasses__()]
Function(f, name="f")
