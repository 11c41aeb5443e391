from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def twice(fn):
    def run(q): return fn(q), fn(q)
    return run
@twice
def f(q): return a.get(q)
@twice
def g(q): return b.get(q)
Function(f, name="f"); Function(g, name="g")
