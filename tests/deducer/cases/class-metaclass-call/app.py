from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Single(type):
    def __call__(cls, *args):
        b.get("instances")
        return super().__call__(*args)
class S(metaclass=Single):
    def __init__(self, kv): self.kv = kv
def f(q): return S(a).kv.get(q)
Function(f, name="f")
