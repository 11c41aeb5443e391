from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    xs = [y for x in q if (y := a.get(x))]
    return {k: b.get(k) for k in xs}
Function(f, name="f")
