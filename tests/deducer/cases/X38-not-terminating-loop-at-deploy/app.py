from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
n = 0
while n >= 0: n += 1
kv = KVStore("a")
