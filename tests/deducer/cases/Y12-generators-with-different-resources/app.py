from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def rows(kv):
    for k in kv.keys(): yield k
def f(q): return list(rows(a))
def g(q): return list(rows(b))
Function(f, name="f"); Function(g, name="g")
