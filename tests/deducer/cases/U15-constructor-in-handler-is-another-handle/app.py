from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q):
    return KVStore("a").get(q)
Function(f, name="f")
