from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def save(kv, n):
    kv.set("k", n)
    if n: save(kv, n - 1)
def f(q): save(a, q)
def g(q): save(b, q)
Function(f, name="f")
Function(g, name="g")
