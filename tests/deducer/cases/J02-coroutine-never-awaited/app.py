from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
async def load(q): return a.get(q)
async def f(q):
    load(q).close()
    return b.get(q)
Function(f, name="f")
