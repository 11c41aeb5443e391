from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a"); b = KVStore("b")
async def f(q):
    loop = asyncio.get_event_loop()
    loop.call_soon(a.get, q)
    task = loop.create_task(asyncio.sleep(0))
    task.add_done_callback(lambda t: b.set("done", 1))
    await task
Function(f, name="f")
