from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
from functools import partial
class S:
    def go(self, x): return a.get(x)
def op(kv, x): return kv.set("k", x)
def f(q): return lib.run(q, [S().go, partial(op, b)])
Function(f, name="f")
