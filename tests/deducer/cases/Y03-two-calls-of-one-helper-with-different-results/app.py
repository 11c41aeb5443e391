from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def choose(flag): return a if flag else b
def f(q):
    choose(True).get(q)
    choose(False).set("k", q)
Function(f, name="f")
