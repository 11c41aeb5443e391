from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import itertools, operator
def f(q):
    ops = itertools.chain([a.get], [b.get])
    return [op("k") for op in ops]
def g(q): return operator.methodcaller("get", "k")(a)
def h(q): return operator.attrgetter("set")(b)("k", "v")
def i(q): return operator.itemgetter(0)([a.delete, b.delete])("k")
Function(f, name="f")
Function(g, name="g")
Function(h, name="h")
Function(i, name="i")
