from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from datetime import date
kv = KVStore(f"t-{date.today()}")
