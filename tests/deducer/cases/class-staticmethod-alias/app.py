from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def read(q): return a.get(q)
class S:
    load = staticmethod(read)
    other = a.set
def f(q): return S.load(q)
def g(q): return S().other("k", q)
Function(f, name="f")
Function(g, name="g")
