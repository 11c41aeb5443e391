from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Counted(type):
    def __call__(cls, *args):
        a.set("made", cls.__name__)
        return super().__call__(*args)
class S(metaclass=Counted):
    def __init__(self, kv): self.kv = kv
def f(q): return S(b).kv.get(q)
Function(f, name="f")
