from pluto_py import Function, KVStore
class Service:
    def __init__(self, name):
        self.kv = KVStore(name)
        Function(self.handle, name=f"{name}-fn")
    def handle(self, q): return self.kv.get(q)
for n in ("x", "y"):
    Service(n)
