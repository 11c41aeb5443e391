from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    try:
        x = q["a"]
    except KeyError:
        return None
    else:
        a.get(x)
    finally:
        b.get("z")
Function(f, name="f")
