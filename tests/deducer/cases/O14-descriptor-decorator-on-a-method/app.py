from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class logged:
    def __init__(self, fn): self.fn = fn
    def __get__(self, obj, owner):
        def run(*args):
            b.set("log", 1)
            return self.fn(obj, *args)
        return run
class S:
    @logged
    def load(self, q): return a.get(q)
def f(q): return S().load(q)
Function(f, name="f")
