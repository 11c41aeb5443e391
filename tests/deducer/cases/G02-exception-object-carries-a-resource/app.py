from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Retry(Exception):
    def __init__(self, kv): self.kv = kv
def f(q):
    try: raise Retry(a)
    except Retry as e: return e.kv.get(q)
Function(f, name="f")
