from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
NAME = os.environ["NOT_SET"]
kv = KVStore(NAME)
