from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Meta(type):
    def __instancecheck__(cls, obj): return a.get("k")
class T(metaclass=Meta): pass
def f(q): return isinstance(q, T)
Function(f, name="f")
