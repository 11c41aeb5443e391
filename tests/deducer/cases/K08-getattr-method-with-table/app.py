from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Store:
    def __getattr__(self, name):
        if name == "read": return a.get
        if name == "write": return b.set
        raise AttributeError(name)
S = Store()
def f(q): return S.read(q)
def g(q): return S.write("k", q)
Function(f, name="f"); Function(g, name="g")
