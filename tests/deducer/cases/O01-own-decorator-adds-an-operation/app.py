from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def audited(fn):
    def run(q):
        b.set("audit", q)
        return fn(q)
    return run
@audited
def f(q): return a.get(q)
def g(q): return a.get(q)
Function(f, name="f"); Function(g, name="g")
