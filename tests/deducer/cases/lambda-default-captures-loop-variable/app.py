from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
FS = {}
for n, kv in (("a", a), ("b", b)):
    FS[n] = lambda q, kv=kv: kv.get(q)
def f(q): return FS["a"](q)
Function(f, name="f")
