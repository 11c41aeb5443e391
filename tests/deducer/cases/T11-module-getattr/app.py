from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import store
def f(q): return store.kv.get(q)
Function(f, name="f")
