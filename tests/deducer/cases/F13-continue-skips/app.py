from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    for x in q:
        a.get(x)
        continue
        b.get(x)
Function(f, name="f")
