from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from contextlib import ExitStack, contextmanager
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
@contextmanager
def open_(kv):
    yield kv
    kv.set("closed", 1)
def f(q):
    with ExitStack() as stack:
        kv = stack.enter_context(open_(a))
        stack.callback(b.delete, "k")
        kv.get(q)
Function(f, name="f")
