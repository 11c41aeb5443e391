from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
kv = KVStore("-".join(["a", "b"]).replace("-", "_").upper().lower().strip("_")[:3] + "x".zfill(3))
