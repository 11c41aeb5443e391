from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    kv = c
    if q: kv = a
    else: kv = b
    return kv.get(q)
Function(f, name="f")
