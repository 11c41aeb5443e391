from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
KVS = {"x": a}
def f(q):
    KVS["x"] = b
    return KVS["x"].get(q)
Function(f, name="f")
