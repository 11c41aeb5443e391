from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    def set(self, kv): self.kv = kv
    def load(self, q): return self.kv.get(q)
def f(q):
    s = S()
    s.set(a)
    return s.load(q)
def g(q):
    s = S()
    s.set(b)
    return s.load(q)
Function(f, name="f"); Function(g, name="g")
