from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Missing(Exception): pass
def load(q):
    if not q: raise Missing(q)
    return a.get(q)
def f(q):
    try: return load(q)
    except Missing: return b.get("default")
Function(f, name="f")
