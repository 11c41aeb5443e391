from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os.path
kv = KVStore(os.path.basename(os.path.dirname(__file__)))
