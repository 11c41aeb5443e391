from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import json
kv = KVStore("a", **json.load(open("x")))
