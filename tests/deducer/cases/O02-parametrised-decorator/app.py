from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def audited(kv):
    def decorate(fn):
        def run(*args, **kw):
            kv.set("audit", 1)
            return fn(*args, **kw)
        return run
    return decorate
@audited(b)
def f(q): return a.get(q)
@audited(c)
def g(q): return a.get(q)
Function(f, name="f"); Function(g, name="g")
