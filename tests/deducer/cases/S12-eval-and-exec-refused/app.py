from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q): return eval(q)
def g(q): exec(q)
Function(f, name="f"); Function(g, name="g")
