from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from pack import one, two
def f(q): return one.go(q)
Function(f, name="f")
