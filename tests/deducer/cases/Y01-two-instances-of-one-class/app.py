from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Repo:
    def __init__(self, kv): self.kv = kv
    def load(self, q): return self.kv.get(q)
x, y = Repo(a), Repo(b)
def f(q): return x.load(q)
def g(q): return y.load(q)
Function(f, name="f"); Function(g, name="g")
