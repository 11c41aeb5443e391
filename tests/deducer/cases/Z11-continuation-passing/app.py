from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def step(n, then):
    if n == 0: return then(n)
    return step(n - 1, lambda v: then(v + 1))
def f(q): return step(q, lambda v: a.get(str(v)))
Function(f, name="f")
