from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import pack.sub
def f(q): return pack.sub.go(q)
def g(q): return pack.top(q)
Function(f, name="f"); Function(g, name="g")
