from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def grow(xs):
    if len(xs) > 10000: return a.get("k")
    return grow(xs + [1])
def f(q): return grow([q])
Function(f, name="f")
