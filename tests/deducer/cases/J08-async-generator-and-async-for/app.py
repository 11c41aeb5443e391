from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
async def rows(q):
    for x in q: yield a.get(x)
async def f(q):
    async for row in rows(q): b.set("k", row)
Function(f, name="f")
