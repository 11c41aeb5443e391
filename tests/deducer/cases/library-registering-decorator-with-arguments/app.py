from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
@lib.stream("/x")
def x(ev): return a.get("k")
@lib.stream("/y")
def y(ev): return b.get("k")
def f(q): return y(q)
def g(q): return lib.run(q)
Function(f, name="f")
Function(g, name="g")
