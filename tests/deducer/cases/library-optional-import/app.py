from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
try:
    import lib
except ImportError:
    lib = None
def f(q):
    if lib is not None: lib.run(q, [a.get])
    else: b.get(q)
Function(f, name="f")
