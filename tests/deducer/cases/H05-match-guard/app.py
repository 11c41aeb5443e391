from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    match q:
        case {"user": name} if a.get(name): return b.get(name)
        case [x, y]: return b.set(x, y)
Function(f, name="f")
