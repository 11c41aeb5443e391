from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
ROUTES = [("/a", a.get), ("/b", lambda q: b.get(q))]
def f(q):
    for path, handler in ROUTES:
        if q["path"] == path: return handler(q)
Function(f, name="f")
