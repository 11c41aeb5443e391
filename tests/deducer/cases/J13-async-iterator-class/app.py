from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Rows:
    def __aiter__(self): return self
    async def __anext__(self):
        if not a.get("k"): raise StopAsyncIteration
        return 1
async def f(q): return [r async for r in Rows()]
Function(f, name="f")
