from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
exec(open("more.py").read())
kv = KVStore("a")
