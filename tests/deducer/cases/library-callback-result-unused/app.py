from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import lib
def f(q):
    result = lib.run(q, [lambda r: a.get(r)])
Function(f, name="f")
