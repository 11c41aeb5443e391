from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class R: pass
class W: pass
def act(c):
    match c:
        case R(): return a.get("k")
        case W(): return b.get("k")
def f(q): return act(R())
def g(q): return act(W())
Function(f, name="f")
Function(g, name="g")
