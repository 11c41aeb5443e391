from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
def f(q): return os.getenv("NOT_SET").upper()
Function(f, name="f")
