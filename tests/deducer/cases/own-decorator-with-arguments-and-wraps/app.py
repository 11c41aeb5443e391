from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import functools
def audit(kv):
    def deco(fn):
        @functools.wraps(fn)
        def inner(*args):
            kv.set("k", "v")
            return fn(*args)
        return inner
    return deco
@audit(a)
def f(q): return q
@audit(b)
def g(q): return q
Function(f, name="f")
Function(g, name="g")
