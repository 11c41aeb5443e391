from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class E(Exception):
    def report(self): a.set("e", 1)
def f(q):
    try: q()
    except (E, OSError) as e:
        e.report() if isinstance(e, E) else b.set("os", 1)
Function(f, name="f")
