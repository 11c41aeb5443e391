from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    while q:
        if q.stop():
            a.get("k")
            break
        q = q.next()
    else:
        b.get("k")
    c.get("k")
Function(f, name="f")
