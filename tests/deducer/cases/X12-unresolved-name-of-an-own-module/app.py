from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from own import missing
