from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import atexit
atexit.register(lambda: a.set("bye", "1"))
def f(q): return q
Function(f, name="f")
