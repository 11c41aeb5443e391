from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def turn(x, y, z, n):
    if n: return turn(y, z, x, n - 1)
    return x.get("k")
def f(q): return turn(a, b, c, q)
Function(f, name="f")
