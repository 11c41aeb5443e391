from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Base:
    @classmethod
    def make(cls): return cls()
    @classmethod
    def load(cls, q): return a.get(q)
class Child(Base):
    @classmethod
    def load(cls, q): return super().load(q), b.get(q)
    @classmethod
    def make(cls): return super().make()
    def go(self, q): return super(Child, self).load(q)
def f(q): return Child.load(q)
def g(q): return Child.make().go(q)
Function(f, name="f"); Function(g, name="g")
