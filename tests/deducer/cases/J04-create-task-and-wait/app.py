from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a"); b = KVStore("b")
async def load(kv, q): return kv.get(q)
async def f(q):
    task = asyncio.create_task(load(a, q))
    await asyncio.wait([asyncio.ensure_future(load(b, q))])
    return await task
Function(f, name="f")
