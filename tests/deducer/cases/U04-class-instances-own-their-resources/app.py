from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
class Service:
    def __init__(self, n):
        self.kv = KVStore(n)
        Function(self.run, name=f"{n}-fn")
    def run(self, q): return self.kv.get(q)
SERVICES = [Service(n) for n in ("a", "b")]
