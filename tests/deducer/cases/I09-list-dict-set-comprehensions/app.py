from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c"); d = KVStore("d")
def f(q):
    xs = [a.get(x) for x in q if b.get(x)]
    ys = {x: c.get(x) for x in q}
    zs = {d.get(x) for x in q}
    return xs, ys, list(zs)
Function(f, name="f")
