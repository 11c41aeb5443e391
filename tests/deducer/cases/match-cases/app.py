from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    match q:
        case {"op": "r"}: return a.get("k")
        case ["w", v]: return b.set("k", v)
        case str() as s if s: return a.delete(s)
        case _: return None
Function(f, name="f")
