from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    for chunk in iter(lambda: a.get(q), None): b.set("k", chunk)
Function(f, name="f")
