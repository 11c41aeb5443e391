from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import store
def f(q): return getattr(store, "load")(q)
def g(q): return getattr(store, "do_" + q)(q)
Function(f, name="f"); Function(g, name="g")
