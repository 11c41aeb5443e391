from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Rows:
    def __init__(self, kv): self.kv = kv
    def __iter__(self):
        for k in self.kv.keys(): yield self.kv.get(k)
def f(q): return list(Rows(a))
def g(q): return sum(1 for _ in Rows(b))
Function(f, name="f"); Function(g, name="g")
