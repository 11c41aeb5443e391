from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class counted:
    def __init__(self, kv): self.kv = kv
    def __call__(self, fn):
        def run(*args):
            self.kv.set("count", 1)
            return fn(*args)
        return run
@counted(b)
def f(q): return a.get(q)
Function(f, name="f")
