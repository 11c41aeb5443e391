from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
class R:
    def __init__(self, kv): self.kv = kv
    def load(self, q): return self.kv.get(q)
def f(q): return [R(kv).load(q) for kv in (a, b)]
def g(q): return R(c).load(q)
Function(f, name="f"); Function(g, name="g")
