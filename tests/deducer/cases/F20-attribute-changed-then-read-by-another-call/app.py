from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class State: kv = None
S = State()
def setup(): S.kv = b
def read(q): return S.kv.get(q)
def f(q):
    setup()
    return read(q)
Function(f, name="f")
