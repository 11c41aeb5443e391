from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Repo:
    def __init__(self, kv): self.kv = kv
    def load(self, k): return self.kv.get(k)
class Service:
    def __init__(self, repo): self.repo = repo
    def handle(self, q): return self.repo.load(q)
Function(Service(Repo(a)).handle, name="f")
Function(Service(Repo(b)).handle, name="g")
