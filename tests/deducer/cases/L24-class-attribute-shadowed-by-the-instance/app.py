from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    kv = a
    def use(self, kv): self.kv = kv
x, y = S(), S()
x.use(b)
def f(q): return x.kv.get(q)
def g(q): return y.kv.get(q)
Function(f, name="f"); Function(g, name="g")
