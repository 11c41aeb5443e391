from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    xs = [a]
    xs[:] = [b]
    return xs[0].get(q)
def g(q):
    xs = [a, a]
    xs[1:] = [b, c]
    return xs[2].get(q)
def h(q):
    xs = [a, b]
    xs[q] = c
    return xs[0].get("k")
def i(q):
    xs = [a, b]
    xs[0], xs[1] = xs[1], xs[0]
    return xs[0].get(q)
def j(q):
    xs = [a, b]
    del xs[0]
    return xs[0].get(q)
def k(q):
    xs = [a]
    xs *= 2
    return xs[1].get(q)
def l(q):
    xs = (a,)
    xs += (b,)
    return xs[1].get(q)
for fn in (f, g, h, i, j, k, l): Function(fn, name=fn.__name__)
