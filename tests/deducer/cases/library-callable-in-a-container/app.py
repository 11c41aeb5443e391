from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
HOOKS = {"done": [a.get]}
def f(q): return lib.run(q, hooks=HOOKS)
Function(f, name="f")
