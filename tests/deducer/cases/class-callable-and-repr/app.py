from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class H3:
    def __init__(self, kv): self.kv = kv
    def __call__(self, q): return self.kv.get(q)
Function(H3(a), name="f")
Function(H3(b).__call__, name="g")
