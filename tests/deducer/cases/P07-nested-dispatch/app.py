from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
T = {"x": {"r": a.get, "w": b.get}, "y": {"r": c.get}}
def f(q): return T["x"]["w"](q)
def g(q): return T[q]["r"](q)
Function(f, name="f"); Function(g, name="g")
