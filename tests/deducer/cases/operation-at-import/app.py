from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
GREETING = a.get("greeting")
def f(q): return GREETING
def g(q): return b.get(q)
Function(f, name="f")
Function(g, name="g")
