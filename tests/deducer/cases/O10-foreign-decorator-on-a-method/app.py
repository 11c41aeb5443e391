from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from tenacity import retry
a = KVStore("a"); b = KVStore("b")
class S:
    @retry(stop=3)
    def load(self, q): return a.get(q)
    def other(self, q): return b.get(q)
def f(q): return S().load(q)
Function(f, name="f")
