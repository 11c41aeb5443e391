from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    op = a.get
    while q():
        op("k")
        op = b.get
Function(f, name="f")
