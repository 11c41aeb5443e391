from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
@lib.stream
def x(ev): return a.get("k")
def f(q): return lib.run(q)
def g(q): return b.get(q)
Function(f, name="f")
Function(g, name="g")
