from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    for x in q:
        a.get(x)
    else:
        b.get("done")
Function(f, name="f")
