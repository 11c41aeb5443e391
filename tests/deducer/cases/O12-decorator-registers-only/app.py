from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
TABLE = {}
def register(name):
    def keep(fn):
        TABLE[name] = fn
        return fn
    return keep
@register("read")
def read(q): return a.get(q)
@register("write")
def write(q): return b.set("k", q)
def f(q): return TABLE["read"](q)
def g(q): return TABLE[q["op"]](q)
Function(f, name="f"); Function(g, name="g")
