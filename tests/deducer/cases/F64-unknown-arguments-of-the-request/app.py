from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def load(kv=a, mode="r"):
    if mode == "r": return kv.get("k")
    return b.set("k", 1)
def f(q): return load(**q)
def g(q): return load(*q)
Function(f, name="f"); Function(g, name="g")
