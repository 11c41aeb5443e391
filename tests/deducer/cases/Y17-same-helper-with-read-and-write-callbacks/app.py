from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def each(items, fn): return [fn(x) for x in items]
def f(q):
    found = each(q, a.get)
    return each(found, lambda x: b.set("k", x))
def g(q): return each(q, b.get)
Function(f, name="f"); Function(g, name="g")
