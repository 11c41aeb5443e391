from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    r = [a.get(x) for x in []]
    return b.get(q)
Function(f, name="f")
