from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def repo(kv):
    class Repo:
        def load(self, q): return kv.get(q)
    return Repo
A, B = repo(a), repo(b)
def f(q): return A().load(q)
def g(q): return B().load(q)
Function(f, name="f"); Function(g, name="g")
