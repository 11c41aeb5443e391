from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q): return KVStore.get(a, q)
Function(f, name="f")
