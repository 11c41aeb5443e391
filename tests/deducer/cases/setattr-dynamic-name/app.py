from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Box: pass
def f(q):
    box = Box()
    setattr(box, q, a.get)
    return box.whatever("k")
Function(f, name="f")
