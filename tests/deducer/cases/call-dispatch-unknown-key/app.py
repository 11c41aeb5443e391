from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
T = {"r": lambda q: a.get(q), "w": lambda q: b.set("k", q)}
def f(q): return T[q["op"]](q)
def g(q): return T.get(q["op"], T["r"])(q)
Function(f, name="f")
Function(g, name="g")
