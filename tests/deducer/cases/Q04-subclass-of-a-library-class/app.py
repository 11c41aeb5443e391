from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from langchain_core.tools import BaseTool
a = KVStore("a"); b = KVStore("b")
class Search(BaseTool):
    def _run(self, x): return a.get(x)
tool = Search()
def f(q): return tool.invoke(q)
def g(q): return b.get(q)
Function(f, name="f"); Function(g, name="g")
