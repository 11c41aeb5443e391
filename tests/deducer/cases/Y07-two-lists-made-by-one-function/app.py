from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def box(x): return [x]
def f(q):
    xs, ys = box(a), box(b)
    return xs[0].get(q), ys[0].set("k", q)
Function(f, name="f")
