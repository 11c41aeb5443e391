from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Db:
    def __init__(self, kv): self.kv = kv
class Repo:
    def __init__(self, db): self.db = db
    def get(self, k): return self.db.kv.get(k)
class Svc:
    def __init__(self): self.users, self.items = Repo(Db(a)), Repo(Db(b))
svc = Svc()
def f(q): return svc.users.get(q)
def g(q): return svc.items.get(q)
Function(f, name="f")
Function(g, name="g")
