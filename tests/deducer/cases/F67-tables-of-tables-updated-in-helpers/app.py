from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
REG = {"x": {}, "y": {}}
def add(group, name, kv): REG[group][name] = kv
add("x", "kv", a); add("y", "kv", b)
def f(q): return REG["x"]["kv"].get(q)
Function(f, name="f")
