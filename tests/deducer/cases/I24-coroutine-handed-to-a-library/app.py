from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
a = KVStore("a")
async def work(q): return a.get(q)
async def f(q): return await use(work(q))
Function(f, name="f")
