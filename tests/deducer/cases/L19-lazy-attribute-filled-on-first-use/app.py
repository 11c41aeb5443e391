from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Service:
    _kv = None
    @property
    def kv(self):
        if self._kv is None: self._kv = a
        return self._kv
S = Service()
def f(q): return S.kv.get(q)
Function(f, name="f")
