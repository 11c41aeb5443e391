from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Query:
    def __init__(self): self.kv = None
    def on(self, kv):
        self.kv = kv
        return self
    def key(self, k): return self
    def run(self): return self.kv.get("k")
def f(q): return Query().on(a).key(q).run()
def g(q): return Query().on(b).key(q).run()
Function(f, name="f"); Function(g, name="g")
