from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
SEED = a.get("seed")
def f(q): return SEED
def g(q): return q
Function(f, name="f"); Function(g, name="g")
