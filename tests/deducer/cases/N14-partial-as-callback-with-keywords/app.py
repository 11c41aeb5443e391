from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import partial
a = KVStore("a"); b = KVStore("b")
def send(x, *, kv, then): then(kv.get(x))
def f(q): return list(map(partial(send, kv=a, then=partial(b.set, "k")), q))
Function(f, name="f")
