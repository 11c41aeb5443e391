from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from langchain_core.tools import BaseTool
class Search(BaseTool):
    def _run(self, x): return a.get(x)
def f(q): return Search().invoke(q)
def g(q): return b.get(q)
Function(f, name="f")
Function(g, name="g")
