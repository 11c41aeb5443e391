from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
T = {("GET", "/x"): a.get, ("POST", "/x"): b.get}
def f(q): return T["GET", "/x"](q)
def g(q): return T[q["method"], "/x"](q)
Function(f, name="f"); Function(g, name="g")
