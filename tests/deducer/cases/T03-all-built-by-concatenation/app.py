from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from pack import *
def f(q): return one(q), two(q)
Function(f, name="f")
