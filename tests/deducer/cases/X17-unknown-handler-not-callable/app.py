from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
Function(42, name="f")
