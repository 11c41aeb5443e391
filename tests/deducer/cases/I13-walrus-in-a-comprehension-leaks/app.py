from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    [last := kv for kv in (a, b)]
    return last.get(q)
Function(f, name="f")
