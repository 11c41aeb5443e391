from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
lib.hook = lambda x: a.get(x)
def f(q): return lib.run(q)
Function(f, name="f")
