from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
exec("x = 1")
kv = KVStore("a")
