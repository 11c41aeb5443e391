from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def one(fn):
    def run(q): b.get("1"); return fn(q)
    return run
def two(fn):
    def run(q): c.get("2"); return fn(q)
    return run
@one
@two
def f(q): return a.get(q)
Function(f, name="f")
