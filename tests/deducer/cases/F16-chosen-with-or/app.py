from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def save(q, kv=None):
    kv = kv or a
    kv.set("k", q)
def f(q): save(q)
def g(q): save(q, b)
Function(f, name="f"); Function(g, name="g")
