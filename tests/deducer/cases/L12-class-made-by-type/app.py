from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def load(self, q): return a.get(q)
Repo = type("Repo", (), {"load": load})
def f(q): return Repo().load(q)
Function(f, name="f")
