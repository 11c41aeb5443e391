from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
class Settings:
    def __init__(self): self.table = os.environ.get("TABLE", "dev")
kv = KVStore(Settings().table)
