from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def f(q): return (a.get(x) for x in q)
Function(f, name="f")
