from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Outer:
    class Inner:
        store = a
        def go(self, q): return self.store.get(q)
    inner = Inner()
def f(q): return Outer.inner.go(q)
def g(q): return Outer.Inner().go(q)
Function(f, name="f")
Function(g, name="g")
