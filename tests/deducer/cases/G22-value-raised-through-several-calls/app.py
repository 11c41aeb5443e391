from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Found(Exception): pass
def deep(q):
    if q: raise Found(a, q)
def middle(q):
    deep(q)
    return b
def f(q):
    try: return middle(q).get("k")
    except Found as e:
        kv, key = e.args
        return kv.set(key, 1)
Function(f, name="f")
