from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
kv = KVStore("".join(map(lambda c: chr(ord(c) + 1), "abc")))
