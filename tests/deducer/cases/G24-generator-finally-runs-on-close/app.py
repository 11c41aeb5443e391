from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def gen():
    try: yield a.get("k")
    finally: b.set("closed", 1)
def f(q):
    g = gen()
    next(g)
    g.close()
def h(q):
    for x in gen(): break
Function(f, name="f"); Function(h, name="h")
