from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def traced(fn=None, *, kv=b):
    if fn is None: return lambda real: traced(real, kv=kv)
    def run(*args):
        kv.set("trace", 1)
        return fn(*args)
    return run
@traced
def f(q): return q
@traced(kv=a)
def g(q): return q
Function(f, name="f"); Function(g, name="g")
