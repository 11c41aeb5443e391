from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
m = SageMaker("llm", "img:1")
def settings(): return {"name": m.endpoint_name}
def f(q): return use(settings())
def g(q): return q
Function(f, name="f"); Function(g, name="g")
