from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Api:
    def do_get(self, q): return a.get(q)
    def do_put(self, q): return b.set("k", q)
    def __call__(self, q): return getattr(self, "do_" + q["m"])(q)
Function(Api(), name="f")
