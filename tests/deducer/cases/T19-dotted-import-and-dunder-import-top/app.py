from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import one.two.three as t
def f(q): return t.go(q)
def g(q): return __import__("one.two.three").two.three.go(q)
Function(f, name="f"); Function(g, name="g")
