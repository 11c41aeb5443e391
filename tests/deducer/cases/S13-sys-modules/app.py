from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import sys
import store
def f(q): return sys.modules["store"].load(q)
Function(f, name="f")
