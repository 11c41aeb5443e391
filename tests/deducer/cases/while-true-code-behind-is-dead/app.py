from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    while True:
        a.get(q)
    b.get(q)
Function(f, name="f")
