from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
a = KVStore("a"); b = KVStore("b")
class State: kv = a
S = State()
def switch(_): S.kv = b
def f(q):
    use(switch)
    return S.kv.get(q)
Function(f, name="f")
