from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
CFG = {"store": a}
def use_b(): CFG["store"] = b
def f(q):
    use_b()
    return CFG["store"].get(q)
def g(q): return CFG["store"].get(q)
Function(f, name="f")
Function(g, name="g")
