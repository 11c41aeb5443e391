from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def logged(fn):
    def inner(*args, **kwargs):
        b.set("log", fn.__name__)
        return fn(*args, **kwargs)
    return inner
@logged
def f(q): return a.get(q)
Function(f, name="f")
