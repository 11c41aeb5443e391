from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import contextvars
a = KVStore("a")
def f(q): return contextvars.copy_context().run(a.get, q)
Function(f, name="f")
