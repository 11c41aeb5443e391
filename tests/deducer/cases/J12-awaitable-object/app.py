from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Later:
    def __await__(self):
        a.get("k")
        return iter(())
async def f(q): return await Later()
Function(f, name="f")
