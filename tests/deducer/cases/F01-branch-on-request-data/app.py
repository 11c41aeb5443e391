from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    if q: return a.get(q)
    elif len(q) > 3: return b.get(q)
    c.set("k", q)
Function(f, name="f")
