from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def helper(q): return helper.kv.get(q)
helper.kv = a
def f(q): return helper(q)
Function(f, name="f")
