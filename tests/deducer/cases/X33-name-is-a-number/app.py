from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
kv = KVStore(42)
