from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
a = KVStore("a"); b = KVStore("b")
class A:
    def go(self): return a.get("k")
class B:
    def go(self): return b.get("k")
class S(A if os.environ.get("X_MODE", "a") == "a" else B): pass
def f(q): return S().go()
Function(f, name="f")
