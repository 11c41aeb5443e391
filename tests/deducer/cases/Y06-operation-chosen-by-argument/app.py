from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def access(mode, q):
    if mode == "r": return a.get(q)
    return a.set("k", q)
def f(q): return access("r", q)
def g(q): return access("w", q)
Function(f, name="f"); Function(g, name="g")
