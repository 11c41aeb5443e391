from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def l1(): return {"stores": [("x", a), ("y", b)]}
def l2(): return l1()["stores"]
def l3():
    for name, kv in l2():
        if name == "y": return kv
def f(q): return l3().get(q)
Function(f, name="f")
