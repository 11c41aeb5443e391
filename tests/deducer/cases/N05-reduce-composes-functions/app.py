from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import reduce
a = KVStore("a"); b = KVStore("b")
def compose(*fns): return reduce(lambda f, g: lambda x: g(f(x)), fns)
pipeline = compose(a.get, lambda v: b.set("k", v))
def f(q): return pipeline(q)
Function(f, name="f")
