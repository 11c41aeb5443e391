from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
base = {"kind": "x", "size": 1}
conf = {**base, "size": 2} | {"name": "n"}
kv = KVStore(f"{conf['kind']}-{conf['size']}-{conf.get('name', '?')}")
