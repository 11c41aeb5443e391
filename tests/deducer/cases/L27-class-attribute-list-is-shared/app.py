from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class S:
    items = []
    def add(self, x): self.items.append(x)
    def run(self, q): return [x.get(q) for x in self.items]
def f(q):
    S().add(a)
    return S().run(q)
Function(f, name="f")
