from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
a = KVStore("a"); b = KVStore("b")
def f(q): return use({"steps": [{"run": a.get}, ("x", lambda v: b.set("k", v))]})
Function(f, name="f")
