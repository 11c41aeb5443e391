from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def save(q, kv=None):
    kv = kv or a
    kv.set("k", q)
def f(q): save(q, b)
def g(q): save(q)
Function(f, name="f")
Function(g, name="g")
