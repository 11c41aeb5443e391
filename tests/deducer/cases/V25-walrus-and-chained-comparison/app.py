from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
if 0 < (n := len("abc")) <= 3: kv = KVStore(f"t{n}")
