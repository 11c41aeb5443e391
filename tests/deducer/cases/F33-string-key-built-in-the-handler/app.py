from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
KVS = {"kv-a": a, "kv-b": b}
def f(q):
    key = "kv-" + "a"
    return KVS[key].get(q)
def g(q): return KVS[f"kv-{q}"].get(q)
Function(f, name="f"); Function(g, name="g")
