from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    for kv in [a, b]: kv.get(q)
def g(q): return [kv for kv in (a, b)][1].get(q)
Function(f, name="f")
Function(g, name="g")
