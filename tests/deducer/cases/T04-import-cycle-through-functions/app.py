from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import left
def f(q): return left.go(q)
Function(f, name="f")
