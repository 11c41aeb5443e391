from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q):
    import lib
    return lib.run(q, callbacks=[a.get])
Function(f, name="f")
