from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import config
config.KV = KVStore("b")
from user import load
def f(q): return load(q)
Function(f, name="f")
