from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import wraps
a = KVStore("a"); b = KVStore("b")
def logged(fn):
    @wraps(fn)
    def run(*args):
        b.set("log", 1)
        return fn(*args)
    return run
@logged
def load(q): return a.get(q)
def f(q): return load(q)
def g(q): return load.__wrapped__(q)
Function(f, name="f"); Function(g, name="g")
