from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
async def read(q): return a.get(q)
async def write(q): return b.set("k", q)
OPS = {"r": read, "w": write}
async def f(q): return await OPS["r"](q)
Function(f, name="f")
