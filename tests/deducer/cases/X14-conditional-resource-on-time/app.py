from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import time
kv = KVStore("a") if time.time() > 5 else None
