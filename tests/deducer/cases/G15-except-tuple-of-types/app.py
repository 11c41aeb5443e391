from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
ERRORS = (KeyError, ValueError)
def f(q):
    try: return q["a"]
    except ERRORS: return a.get("k")
    except TypeError: return b.get("k")
Function(f, name="f")
