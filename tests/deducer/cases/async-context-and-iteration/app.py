from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Tx:
    async def __aenter__(self):
        a.get("lock")
        return self
    async def __aexit__(self, *e): a.set("lock", "0")
    def __aiter__(self): return self
    async def __anext__(self):
        b.get("x")
        raise StopAsyncIteration
async def f(q):
    async with Tx() as t:
        async for x in t: pass
        return [y async for y in t]
Function(f, name="f")
