from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    def load(self, q): return a.get(q)
    def save(self, q): return b.set("k", q)
def f(q): return getattr(S(), q["op"])(q)
Function(f, name="f")
