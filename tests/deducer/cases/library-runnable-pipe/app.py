from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from langchain_core.runnables import RunnableLambda
def load(x): return a.get(x)
def save(x): return b.set("k", x)
chain = RunnableLambda(load) | RunnableLambda(save)
single = RunnableLambda(lambda x: a.delete(x))
def f(q): return chain.invoke(q)
def g(q): return single.invoke(q)
Function(f, name="f")
Function(g, name="g")
