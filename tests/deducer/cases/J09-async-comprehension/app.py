from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
async def rows():
    yield a
    yield b
async def f(q): return [kv.get(q) async for kv in rows()]
Function(f, name="f")
