from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def save(q, kv=None):
    if kv is None: kv = a
    kv.set("k", q)
def f(q): save(q)
def g(q): save(q, kv=b)
Function(f, name="f"); Function(g, name="g")
