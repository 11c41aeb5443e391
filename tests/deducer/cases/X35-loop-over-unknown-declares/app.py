from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
for name in os.listdir("tables"):
    KVStore(name)
