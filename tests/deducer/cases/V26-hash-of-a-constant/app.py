from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import hashlib
kv = KVStore("t" + hashlib.sha256(b"users").hexdigest()[:8])
