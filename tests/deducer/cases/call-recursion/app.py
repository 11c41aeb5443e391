from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def walk(t):
    a.get(t["k"])
    for c in t["children"]:
        walk(c)
def f(q): return walk(q)
Function(f, name="f")
