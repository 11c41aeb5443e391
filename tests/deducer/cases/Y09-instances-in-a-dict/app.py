from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Repo:
    def __init__(self, kv): self.kv = kv
    def load(self, q): return self.kv.get(q)
REPOS = {n: Repo(kv) for n, kv in (("a", a), ("b", b))}
def f(q): return REPOS["a"].load(q)
def g(q): return REPOS["b"].load(q)
Function(f, name="f"); Function(g, name="g")
