from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
m = SageMaker("llm", "img")
NAME = m.endpoint_name
def f(q): return "call " + NAME
def g(q): return q
Function(f, name="f")
Function(g, name="g")
