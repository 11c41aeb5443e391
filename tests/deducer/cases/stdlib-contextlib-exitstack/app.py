from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from contextlib import ExitStack, contextmanager
@contextmanager
def tx(kv):
    kv.get("lock")
    yield kv
def f(q):
    with ExitStack() as stack:
        t = stack.enter_context(tx(a))
        stack.callback(b.set, "k", "v")
        t.set("k", q)
Function(f, name="f")
