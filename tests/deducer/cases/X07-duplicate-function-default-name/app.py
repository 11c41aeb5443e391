from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q): return q
def g(q): return q
Function(f)
Function(g)
