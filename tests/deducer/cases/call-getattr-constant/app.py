from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q): return getattr(a, "get")(q)
OP = "set"
def g(q): return getattr(b, OP)("k", q)
Function(f, name="f")
Function(g, name="g")
