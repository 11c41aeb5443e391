from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    kv = a
    for kv in q: pass
    return kv.get("k")
def g(q):
    kv = a
    [kv for kv in [b]]
    return kv.get(q)
Function(f, name="f"); Function(g, name="g")
