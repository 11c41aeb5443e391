from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from names import *
def f(q): return public.get(q)
Function(f, name="f")
