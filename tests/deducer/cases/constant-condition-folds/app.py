from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
VERBOSE = False
def f(q):
    if VERBOSE: b.set("log", q)
    if VERBOSE and b.get("x"): pass
    return a.get(q) if not VERBOSE else b.get(q)
Function(f, name="f")
