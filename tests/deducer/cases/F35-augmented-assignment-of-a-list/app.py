from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
KVS = [a]
KVS += [b]
def f(q): return [kv.get(q) for kv in KVS]
Function(f, name="f")
