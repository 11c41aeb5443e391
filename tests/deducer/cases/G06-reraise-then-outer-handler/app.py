from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q):
    try:
        try: q.go()
        except Exception:
            a.set("error", 1)
            raise
    except Exception: b.set("error", 2)
Function(f, name="f")
