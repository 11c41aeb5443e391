from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    seen = False
    for x in q:
        if seen: b.get(x)
        a.get(x)
        seen = True
Function(f, name="f")
