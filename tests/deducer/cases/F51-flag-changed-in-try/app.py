from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    ok = False
    try:
        int(q)
        ok = True
    except ValueError:
        pass
    if ok: a.get(q)
    else: b.get(q)
Function(f, name="f")
