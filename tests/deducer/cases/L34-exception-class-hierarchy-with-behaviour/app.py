from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class AppError(Exception):
    def __init__(self, kv):
        super().__init__("bad")
        self.kv = kv
    def __str__(self): return self.kv.get("why")
class NotFound(AppError): pass
def deep(q):
    if q: raise NotFound(a)
    raise AppError(b)
def f(q):
    try: deep(q)
    except NotFound as e: return str(e)
Function(f, name="f")
