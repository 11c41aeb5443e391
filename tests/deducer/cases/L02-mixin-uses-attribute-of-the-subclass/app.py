from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Loads:
    def load(self, q): return self.kv.get(q)
class A(Loads): kv = a
class B(Loads): kv = b
def f(q): return A().load(q)
def g(q): return B().load(q)
Function(f, name="f"); Function(g, name="g")
