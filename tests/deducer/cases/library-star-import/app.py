from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from lib import *
def f(q): return run(q, [a.get])
Function(f, name="f")
