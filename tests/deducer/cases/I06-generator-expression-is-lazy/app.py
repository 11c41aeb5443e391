from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    lazy = (a.get(x) for x in q)
    used = (b.get(x) for x in q)
    return next(used)
Function(f, name="f")
