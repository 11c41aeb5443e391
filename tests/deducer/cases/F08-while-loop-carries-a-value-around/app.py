from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    kv, following = a, b
    while q.more():
        kv.get("k")
        kv, following = following, c
Function(f, name="f")
