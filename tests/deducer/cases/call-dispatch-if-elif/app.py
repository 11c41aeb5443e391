from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    if q["op"] == "r":
        fn = a.get
    elif q["op"] == "w":
        fn = b.get
    else:
        return None
    return fn("k")
Function(f, name="f")
