from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
a = KVStore("a"); b = KVStore("b")
def read(q): return a.get(q)
def write(q): return b.set("k", q)
IMPL = {"read": read, "write": write}[os.environ["IMPL"]]
def f(q): return IMPL(q)
Function(f, name="f")
