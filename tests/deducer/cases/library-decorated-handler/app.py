from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from tenacity import retry
@retry(stop=2)
def f(q): return a.get(q)
Function(f, name="f")
