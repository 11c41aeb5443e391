from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
T = {"r": lambda q: a.get(q), "w": lambda q: b.set("k", q)}
def f(q): return T[q["op"]](q)
Function(f, name="f")
