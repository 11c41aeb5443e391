from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import os
def helper(): return os.environ["NOT_SET_ANYWHERE"]
def f(q): return helper()
Function(f, name="f")
