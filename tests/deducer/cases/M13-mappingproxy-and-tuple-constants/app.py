from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from types import MappingProxyType
a = KVStore("a"); b = KVStore("b")
T = MappingProxyType({"x": a, "y": b})
def f(q): return T["x"].get(q)
Function(f, name="f")
