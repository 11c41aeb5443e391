from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    TABLE = {"load": "do_load", "save": "do_save"}
    def do_load(self, q): return a.get(q)
    def do_save(self, q): return b.set("k", q)
    def run(self, op, q): return getattr(self, self.TABLE[op])(q)
def f(q): return S().run("load", q)
def g(q): return S().run(q, q)
Function(f, name="f"); Function(g, name="g")
