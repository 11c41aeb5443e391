from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
kv = KVStore("1-starts-with-a-digit")
ok = KVStore("fine")
bad = KVStore("has space")
