from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    for x in q:
        try:
            if x: break
            a.get(x)
        finally:
            b.get(x)
    c.get(q)
Function(f, name="f")
