from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import time
n = "a"
if time.time() > 5: n = "b"
kv = KVStore(n)
