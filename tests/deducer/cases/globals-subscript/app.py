from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q): return globals()["a"].get(q)
def g(q): return vars(a) and b.get(q)
Function(f, name="f")
Function(g, name="g")
