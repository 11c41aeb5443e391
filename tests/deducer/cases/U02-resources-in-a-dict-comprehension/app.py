from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
S = {n: KVStore(n) for n in ("a", "b")}
def f(q): return S["a"].get(q)
def g(q): return S[q].get(q)
Function(f, name="f"); Function(g, name="g")
