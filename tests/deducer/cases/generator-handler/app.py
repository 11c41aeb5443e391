from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    yield a.get(q)
    b.set("k", q)
async def g(q):
    yield b.get(q)
Function(f, name="f")
Function(g, name="g")
