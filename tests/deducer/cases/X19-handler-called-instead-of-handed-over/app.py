from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q=1): return "text"
Function(f(), name="f")
