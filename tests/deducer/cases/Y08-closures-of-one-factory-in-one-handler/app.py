from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def reader(kv): return lambda q: kv.get(q)
def writer(kv): return lambda q: kv.set("k", q)
def f(q):
    r, w = reader(a), writer(b)
    return w(r(q))
Function(f, name="f")
