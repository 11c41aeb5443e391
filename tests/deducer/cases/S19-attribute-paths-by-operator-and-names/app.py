from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import operator
a = KVStore("a"); b = KVStore("b")
class In: kv = a
class Out: inner = In; other = b
def f(q): return operator.attrgetter("inner.kv")(Out).get(q)
def g(q):
    x, y = operator.attrgetter("inner.kv", "other")(Out)
    return y.get(q)
def h(q): return operator.methodcaller(q["op"], "k")(a)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
