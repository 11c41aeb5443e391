from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def gen():
    yield a
    yield b
def f(q):
    for kv in gen(): kv.get(q)
Function(f, name="f")
