from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import asyncio
async def one(): return a.get("k")
async def two(): return b.get("k")
async def f(q):
    x, y = await asyncio.gather(one(), two())
    return x
async def g(q):
    t = asyncio.create_task(two())
    return await t
def h(q): return asyncio.run(one())
async def never(q):
    one()
Function(f, name="f")
Function(g, name="g")
Function(h, name="h")
Function(never, name="n")
