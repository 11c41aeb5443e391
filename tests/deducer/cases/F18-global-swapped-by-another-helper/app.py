from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
current = a
def use_b():
    global current
    current = b
def f(q):
    if q: use_b()
    return current.get(q)
Function(f, name="f")
