from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def inner():
    kv = yield
    kv.get("k")
    return b
def outer():
    kv = yield from inner()
    kv.set("k", 1)
def f(q):
    g = outer()
    next(g)
    try: g.send(a)
    except StopIteration: pass
Function(f, name="f")
