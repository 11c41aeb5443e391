from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a"); b = KVStore("b")
async def f(q):
    x = await asyncio.to_thread(a.get, q)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, b.set, "k", x)
Function(f, name="f")
