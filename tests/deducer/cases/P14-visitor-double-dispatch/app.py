from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Leaf:
    def accept(self, v): return v.leaf(self)
class Node:
    def __init__(self, *kids): self.kids = kids
    def accept(self, v):
        for k in self.kids: k.accept(v)
        return v.node(self)
class V:
    def leaf(self, x): return a.get("k")
    def node(self, x): return b.get("k")
def f(q): return Leaf().accept(V())
def g(q): return Node(Leaf(), Node()).accept(V())
Function(f, name="f"); Function(g, name="g")
