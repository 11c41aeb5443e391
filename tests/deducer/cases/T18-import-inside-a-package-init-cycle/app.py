from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import pack
def f(q): return pack.api.go(q)
Function(f, name="f")
