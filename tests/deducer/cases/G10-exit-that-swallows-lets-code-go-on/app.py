from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Quiet:
    def __enter__(self): return self
    def __exit__(self, *exc): return True
def f(q):
    with Quiet():
        raise ValueError
    b.get(q)
Function(f, name="f")
