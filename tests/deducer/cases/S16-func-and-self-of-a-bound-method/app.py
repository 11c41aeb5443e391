from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    def __init__(self, kv): self.kv = kv
    def load(self, q): return self.kv.get(q)
def f(q): return S.load.__get__(S(a))(q)
def g(q): return S(a).load.__func__(S(b), q)
Function(f, name="f"); Function(g, name="g")
