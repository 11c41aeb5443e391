from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class S:
    def __init__(self, **kw): self.__dict__.update(kw)
def f(q): return S(kv=a).kv.get(q)
def g(q): return vars(S(kv=a))["kv"].set("k", q)
Function(f, name="f"); Function(g, name="g")
