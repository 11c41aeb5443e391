from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class cached:
    def __init__(self, fn): self.fn = fn
    def __call__(self, q):
        return b.get(q) or self.fn(q)
@cached
def f(q): return a.get(q)
Function(f, name="f")
