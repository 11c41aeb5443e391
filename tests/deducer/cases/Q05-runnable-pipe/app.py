from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from langchain_core.runnables import RunnableLambda
a = KVStore("a"); b = KVStore("b")
chain = RunnableLambda(a.get) | RunnableLambda(lambda v: b.set("k", v))
def f(q): return chain.invoke(q)
def g(q): return q
Function(f, name="f"); Function(g, name="g")
