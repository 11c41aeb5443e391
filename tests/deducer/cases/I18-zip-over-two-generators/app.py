from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def gen(kv):
    yield kv.get("1")
    yield kv.get("2")
def f(q): return dict(zip(gen(a), gen(b)))
Function(f, name="f")
