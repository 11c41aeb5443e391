from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class S:
    def __init__(self, kv): self.kv = kv; self.ops = {"get": self._get, "set": self._set}
    def _get(self, q): return self.kv.get(q)
    def _set(self, q): return self.kv.set("k", q)
s = S(a)
def f(q): return s.ops["get"](q)
def g(q): return s.ops[q["op"]](q)
Function(f, name="f")
Function(g, name="g")
