from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Base:
    kv = a
    def load(self, q): return self.__class__.kv.get(q)
    def save(self, q): return type(self).kv.set("k", q)
class Child(Base): kv = b
def f(q): return Child().load(q)
def g(q): return Child().save(q)
Function(f, name="f"); Function(g, name="g")
