from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    op = None
    try:
        op = a.get
        q()
        op = b.get
        q()
    except Exception:
        return op("k")
Function(f, name="f")
