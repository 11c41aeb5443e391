from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import pack
