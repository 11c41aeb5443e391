from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    while True:
        if a.get(q): break
    b.get(q)
Function(f, name="f")
