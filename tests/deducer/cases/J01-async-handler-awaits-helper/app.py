from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
async def load(q): return a.get(q)
async def f(q):
    b.set("k", await load(q))
Function(f, name="f")
