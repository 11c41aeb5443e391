from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import somelib
def f(q): return somelib.use(a)
Function(f, name="f")
