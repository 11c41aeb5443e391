from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Session:
    async def __aenter__(self): return a
    async def __aexit__(self, *exc): b.set("closed", 1)
async def f(q):
    async with Session() as kv: return kv.get(q)
Function(f, name="f")
