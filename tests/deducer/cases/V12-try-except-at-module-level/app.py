from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
try:
    NAME = {"a": 1}["b"]
except KeyError:
    NAME = "fallback"
kv = KVStore(NAME)
