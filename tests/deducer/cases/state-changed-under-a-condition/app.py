from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
CFG = {"store": a}
def f(q):
    if q: CFG["store"] = b
    return CFG["store"].get("k")
Function(f, name="f")
