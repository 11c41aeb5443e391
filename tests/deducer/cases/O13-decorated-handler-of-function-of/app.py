from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import functools
a = KVStore("a"); b = KVStore("b")
def authorised(fn):
    @functools.wraps(fn)
    def run(*args, **kw):
        if not b.get("token"): raise PermissionError
        return fn(*args, **kw)
    return run
@Function.of(name="f")
@authorised
def f(q): return a.get(q)
