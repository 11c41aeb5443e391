from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a")
async def worker(todo):
    while True:
        job = await todo.get()
        job()
async def f(q):
    todo = asyncio.Queue()
    await todo.put(lambda: a.get(q))
    task = asyncio.create_task(worker(todo))
    await asyncio.sleep(0)
    task.cancel()
Function(f, name="f")
