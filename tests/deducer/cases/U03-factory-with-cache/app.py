from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
KVS = {}
def store(n):
    if n not in KVS: KVS[n] = KVStore(n)
    return KVS[n]
x, y, z = store("a"), store("b"), store("a")
def f(q): return z.get(q)
Function(f, name="f")
