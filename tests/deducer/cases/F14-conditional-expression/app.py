from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q): return (a if q else b).get(q) or (c.get(q) if False else None)
Function(f, name="f")
