from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import conf
def f(q): return conf.token()
Function(f, name="f")
