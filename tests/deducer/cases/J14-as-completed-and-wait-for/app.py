from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a"); b = KVStore("b")
async def load(kv, q): return kv.get(q)
async def f(q):
    await asyncio.wait_for(load(a, q), 3)
    for done in asyncio.as_completed([load(b, q)]): await done
Function(f, name="f")
