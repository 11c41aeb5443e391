from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def make(n): return KVStore(n)
def f(q): return make("x").get(q)
Function(f, name="f")
