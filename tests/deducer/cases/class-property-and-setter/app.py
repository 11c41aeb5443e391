from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class S:
    @property
    def value(self): return a.get("v")
    @value.setter
    def value(self, v): b.set("v", v)
def f(q): return S().value
def g(q):
    s = S()
    s.value = q
Function(f, name="f")
Function(g, name="g")
