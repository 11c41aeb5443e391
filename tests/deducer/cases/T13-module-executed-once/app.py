from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import one, two
def f(q): return one.kv.get(q), two.kv.get(q)
Function(f, name="f")
