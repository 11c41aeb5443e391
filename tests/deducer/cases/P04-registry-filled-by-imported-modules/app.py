from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import handlers_a, handlers_b
from registry import TABLE
def f(q): return TABLE["a"](q)
def g(q): return TABLE[q](q)
Function(f, name="f"); Function(g, name="g")
