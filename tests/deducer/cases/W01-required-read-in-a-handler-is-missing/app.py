from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
def f(q): return os.environ["NOT_SET"]
Function(f, name="f")
