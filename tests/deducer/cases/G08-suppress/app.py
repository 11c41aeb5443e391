from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from contextlib import suppress
a = KVStore("a"); b = KVStore("b")
def f(q):
    with suppress(KeyError):
        a.get(q["x"])
    return b.get("k")
Function(f, name="f")
