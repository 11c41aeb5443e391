from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    n = 0
    while True:
        n += 1
        if n > 40: return b.get(q)
        a.get(q)
Function(f, name="f")
