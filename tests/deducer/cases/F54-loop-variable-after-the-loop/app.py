from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
for kv in [a, b]: pass
def f(q): return kv.get(q)
Function(f, name="f")
