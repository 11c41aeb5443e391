from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Counted:
    def __init__(self, fn): self.fn = fn
    def __call__(self, *args):
        b.set("count", 1)
        return self.fn(*args)
@Counted
def f(q): return a.get(q)
Function(f, name="f")
