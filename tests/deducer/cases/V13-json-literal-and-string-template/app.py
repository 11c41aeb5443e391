from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import json
from string import Template
NAMES = json.loads('{"table": "users"}')
kv = KVStore(NAMES["table"])
