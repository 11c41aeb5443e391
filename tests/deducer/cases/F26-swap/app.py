from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
x, y = a, b
x, y = y, x
def f(q): return x.get(q)
Function(f, name="f")
