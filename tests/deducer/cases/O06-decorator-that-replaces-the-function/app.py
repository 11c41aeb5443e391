from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def disabled(fn): return lambda q: b.get(q)
@disabled
def f(q): return a.get(q)
Function(f, name="f")
