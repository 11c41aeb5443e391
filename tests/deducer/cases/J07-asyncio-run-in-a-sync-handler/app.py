from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a")
async def work(q): return a.get(q)
def f(q): return asyncio.run(work(q))
Function(f, name="f")
