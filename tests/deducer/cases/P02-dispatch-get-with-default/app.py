from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
T = {"r": a.get}
def fallback(q): return c.get(q)
def f(q): return T.get(q, fallback)(q)
def g(q): return T.get("r", fallback)(q)
def h(q): return T.get("none", fallback)(q)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
