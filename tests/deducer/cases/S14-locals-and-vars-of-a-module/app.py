from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import store
a = KVStore("a")
def f(q): return vars(store)["load"](q)
def g(q):
    kv = a
    return locals()["kv"].get(q)
Function(f, name="f"); Function(g, name="g")
