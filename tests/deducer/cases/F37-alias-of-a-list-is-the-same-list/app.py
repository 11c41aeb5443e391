from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    xs = []
    ys = xs
    xs.append(a)
    return ys[0].get(q)
Function(f, name="f")
