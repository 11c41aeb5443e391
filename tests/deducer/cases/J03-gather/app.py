from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a"); b = KVStore("b")
async def load(kv, q): return kv.get(q)
async def f(q): return await asyncio.gather(load(a, q), *[load(b, x) for x in q])
Function(f, name="f")
