from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import other
kv = KVStore("a")
