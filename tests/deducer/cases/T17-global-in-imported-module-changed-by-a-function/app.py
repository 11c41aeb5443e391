from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import config
a = KVStore("a"); b = KVStore("b")
config.init(a)
def f(q): return config.store().get(q)
Function(f, name="f")
