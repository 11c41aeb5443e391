from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
parts = "a.b.c".split(".")
first, *rest = parts
kv = KVStore("".join(parts[::-1]) + rest[-1] + first)
