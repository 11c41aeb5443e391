from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
ok = KVStore("a" * 48)
bad = KVStore("a" * 49)
