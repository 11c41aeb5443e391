from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Client:
    def __init__(self): self.kv = a
    def read(self, k): return self.kv.get(k)
_client = None
def client():
    global _client
    if _client is None:
        _client = Client()
    return _client
def f(q): return client().read(q)
Function(f, name="f")
