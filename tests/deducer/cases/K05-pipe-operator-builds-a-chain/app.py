from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Step:
    def __init__(self, fn): self.fn = fn
    def __or__(self, other): return Step(lambda x: other.fn(self.fn(x)))
    def __call__(self, x): return self.fn(x)
chain = Step(a.get) | Step(lambda v: b.set("k", v))
def f(q): return chain(q)
Function(f, name="f")
