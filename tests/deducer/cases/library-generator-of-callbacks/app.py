from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
def f(q): return lib.run(q, callbacks=(cb for cb in [a.get, b.get]))
Function(f, name="f")
