from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
FS = []
for kv in (a, b):
    FS.append(lambda q: kv.get(q))
def f(q): return FS[0](q)
Function(f, name="f")
