from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import random
if random.random() > 0.5:
    kv = KVStore("a")
