from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Box: pass
def fill(box, q): box.items = (a.get(x) for x in q)
def f(q):
    box = Box()
    fill(box, q)
    return drain(box)
def drain(box): return [x for x in box.items]
Function(f, name="f")
