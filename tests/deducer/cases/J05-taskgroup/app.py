from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a"); b = KVStore("b")
async def load(kv, q): return kv.get(q)
async def f(q):
    async with asyncio.TaskGroup() as group:
        t = group.create_task(load(a, q))
    b.set("k", t.result())
Function(f, name="f")
