from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import store as s
from store import load as read, load
def f(q): return s.load(q)
def g(q): return read(q)
Function(f, name="f"); Function(g, name="g")
