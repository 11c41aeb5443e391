from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import broken
kv = KVStore("a")
