from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Repo:
    def __init__(self, kv): self.kv = kv
    def load(self, q): return self.kv.get(q)
class Service:
    def __init__(self, repo): self.repo = repo
    def run(self, q): return self.repo.load(q)
s1, s2 = Service(Repo(a)), Service(Repo(b))
Function(s1.run, name="f"); Function(s2.run, name="g")
