from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
async def f(q):
    for i in range(2): yield a.get(str(i))
Function(f, name="f")
