from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def f(q):
    items = list(q)
    items.sort(key=lambda x: a.get(x))
    return items
Function(f, name="f")
