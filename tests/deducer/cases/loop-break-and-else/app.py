from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    for x in q:
        if x: break
        a.get(x)
    else:
        b.get("none")
Function(f, name="f")
