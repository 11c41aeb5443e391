from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    match q:
        case "a": return a.get("k")
        case 1 | 2: return b.get("k")
        case _: return c.get("k")
Function(f, name="f")
