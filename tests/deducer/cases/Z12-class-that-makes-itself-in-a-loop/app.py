from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class P:
    def __init__(self, parent=None): self.parent = parent
    def child(self): return P(self)
    def root(self): return self if self.parent is None else self.parent.root()
    def go(self): return a.get("k")
def f(q):
    p = P()
    for _ in q: p = p.child()
    return p.root().go()
Function(f, name="f")
