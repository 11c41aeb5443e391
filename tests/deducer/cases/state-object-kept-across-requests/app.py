from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Box: pass
BOX = Box()
BOX.fn = None
def f(q):
    old = BOX.fn
    c = Box()
    c.go = b.get
    BOX.fn = c
    if old: old.go("k")
Function(f, name="f")
