from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
current = a
def f(q):
    global current
    r = current.get(q)
    current = b
    return r
def g(q): return current.get(q)
Function(f, name="f"); Function(g, name="g")
