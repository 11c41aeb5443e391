from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from contextlib import asynccontextmanager
a = KVStore("a"); b = KVStore("b")
@asynccontextmanager
async def session():
    a.get("begin")
    yield b
    a.set("end", 1)
async def f(q):
    async with session() as kv: kv.get(q)
Function(f, name="f")
