from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
load = a.gett
