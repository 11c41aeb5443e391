from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Pages:
    def __init__(self, kv): self.kv = kv
    def __iter__(self):
        for k in self.kv.keys():
            yield self.kv.get(k)
def f(q): return sum(1 for _ in Pages(a))
Function(f, name="f")
