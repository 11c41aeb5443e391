from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from tenacity import retry
a = KVStore("a"); b = KVStore("b")
def audited(fn):
    def run(q):
        b.set("audit", q)
        return fn(q)
    return run
@retry()
@audited
def load(q): return a.get(q)
def f(q): return load(q)
Function(f, name="f")
