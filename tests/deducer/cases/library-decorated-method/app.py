from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from tenacity import retry
class S:
    @retry(stop=2)
    def go(self, q): return a.get(q)
def f(q): return S().go(q)
Function(f, name="f")
