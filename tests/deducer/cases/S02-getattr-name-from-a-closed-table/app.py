from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
OPS = {"r": "get", "w": "set"}
def f(q): return getattr(a, OPS[q])("k", 1)
def g(q): return getattr(a, OPS["r"])("k")
Function(f, name="f"); Function(g, name="g")
