from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
Function(lambda q: a.get(q), name="f")
Function(handler=lambda: b.set("k", "v"), name="g")
