from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Quiet:
    def __enter__(self): return self
    def __exit__(self, *e): return True
def f(q):
    with Quiet():
        return a.get(q)
    b.get(q)
Function(f, name="f")
