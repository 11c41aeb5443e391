from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
OPS = frozenset({a.get, b.get})
def f(q): return [op(q) for op in OPS]
Function(f, name="f")
