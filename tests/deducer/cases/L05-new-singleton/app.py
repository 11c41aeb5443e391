from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Config:
    _one = None
    def __new__(cls):
        if cls._one is None:
            cls._one = super().__new__(cls)
            cls._one.kv = a
        return cls._one
def f(q): return Config().kv.get(q)
Function(f, name="f")
