from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class R: pass
class W: pass
def act(c):
    if isinstance(c, R): return a.get("k")
    return b.get("k")
def f(q): return act(R())
def g(q): return act(W())
Function(f, name="f")
Function(g, name="g")
