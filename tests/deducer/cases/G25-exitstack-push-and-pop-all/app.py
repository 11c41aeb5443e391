from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from contextlib import ExitStack
a = KVStore("a"); b = KVStore("b")
class M:
    def __init__(self, kv): self.kv = kv
    def __enter__(self): return self
    def __exit__(self, *exc): self.kv.set("end", 1)
def f(q):
    stack = ExitStack()
    stack.push(M(a))
    stack.enter_context(M(b))
    stack.close()
Function(f, name="f")
