from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import asyncio
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
async def load(kv, q): return kv.get(q)
async def f(q): return await asyncio.gather(*map(lambda x: load(a, x), q))
async def g(q):
    async with asyncio.Semaphore(2): return await load(b, q)
def h(q):
    loop = asyncio.new_event_loop()
    return loop.run_until_complete(load(c, q))
async def i(q):
    done, pending = await asyncio.wait({asyncio.create_task(load(a, q))})
    for task in done: b.set("k", task.result())
async def j(q):
    tasks = {k: asyncio.create_task(load(c, k)) for k in q}
    return {k: await t for k, t in tasks.items()}
def k(q):
    with asyncio.Runner() as runner: return runner.run(load(b, q))
async def l(q):
    async with asyncio.timeout(1): return await load(a, q)
async def m(q): return await asyncio.shield(load(c, q))
for fn in (f, g, h, i, j, k, l, m): Function(fn, name=fn.__name__)
