from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
HS = {a.get}
def f(q):
    for h in HS: h(q)
Function(f, name="f")
