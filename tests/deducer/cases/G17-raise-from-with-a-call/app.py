from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def make(q):
    b.set("error", q)
    return RuntimeError(q)
def f(q):
    try: return a.get(q)
    except Exception as e: raise make(q) from e
Function(f, name="f")
