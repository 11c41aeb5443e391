from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from contextlib import contextmanager
a = KVStore("a"); b = KVStore("b")
@contextmanager
def traced():
    a.set("begin", 1)
    yield
@traced()
def work(q): return b.get(q)
def f(q): return work(q)
Function(f, name="f")
