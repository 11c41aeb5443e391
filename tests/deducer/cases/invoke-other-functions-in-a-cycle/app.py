from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q): return gf.invoke(q)
def g(q): return ff.invoke(q)
ff = Function(f, name="f")
gf = Function(g, name="g")
