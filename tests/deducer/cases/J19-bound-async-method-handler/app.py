from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    def __init__(self, kv): self.kv = kv
    async def h(self, q): return await self._load(q)
    async def _load(self, q): return self.kv.get(q)
Function(S(a).h, name="f"); Function(S(b).h, name="g")
