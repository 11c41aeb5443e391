from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Repo:
    def __init__(self, kv): self.kv = kv
    def load(self, q): return self.kv.get(q)
    def save(self, q): return self.kv.set("k", q)
def f(q):
    x, y = Repo(a), Repo(b)
    return x.load(q), y.save(q)
Function(f, name="f")
