from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
def make(x):
    def inner(): return a.get("k")
    return inner
def f(q): return lib.run(q, [make])
Function(f, name="f")
