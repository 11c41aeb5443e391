from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def f(q):
    for i in range(3): yield a.get(str(i))
Function(f, name="f")
