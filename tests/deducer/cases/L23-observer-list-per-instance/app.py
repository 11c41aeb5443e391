from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Subject:
    def __init__(self): self.observers = []
    def on(self, fn): self.observers.append(fn)
    def fire(self, x): return [o(x) for o in self.observers]
s1, s2 = Subject(), Subject()
s1.on(a.get); s2.on(lambda x: b.set("k", x))
def f(q): return s1.fire(q)
def g(q): return s2.fire(q)
Function(f, name="f"); Function(g, name="g")
