from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def with_kv(cls):
    cls.kv = a
    return cls
@with_kv
class S:
    kv = b
    def load(self, q): return self.kv.get(q)
def f(q): return S().load(q)
Function(f, name="f")
