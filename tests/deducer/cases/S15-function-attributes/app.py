from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def load(q): return load.kv.get(q)
load.kv = a
def f(q): return load(q)
Function(f, name="f")
