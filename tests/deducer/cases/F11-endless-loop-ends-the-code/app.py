from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    while True:
        a.get(q)
    b.get(q)
Function(f, name="f")
