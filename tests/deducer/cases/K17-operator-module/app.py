from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import operator
a = KVStore("a"); b = KVStore("b")
class V:
    def __add__(self, o): return a.get("k")
read = operator.methodcaller("get", "k")
pick = operator.attrgetter("kv")
class Holder: kv = b
def f(q): return operator.add(V(), q)
def g(q): return read(b)
def h(q): return pick(Holder).set("k", q)
def i(q): return operator.itemgetter("x")({"x": a}).delete("k")
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i")
