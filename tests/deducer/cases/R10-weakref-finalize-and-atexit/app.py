from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import atexit, weakref
a = KVStore("a"); b = KVStore("b")
class Thing: pass
def f(q):
    t = Thing()
    weakref.finalize(t, a.delete, "k")
    del t
def g(q): atexit.register(b.delete, "k")
Function(f, name="f"); Function(g, name="g")
