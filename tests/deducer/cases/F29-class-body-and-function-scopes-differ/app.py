from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
kv = a
class S:
    kv = b
    def go(self, q): return kv.get(q)
    def own(self, q): return self.kv.get(q)
Function(S().go, name="f"); Function(S().own, name="g")
