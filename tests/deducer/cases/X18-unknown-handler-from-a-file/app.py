from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
Function(open("x").read(), name="f")
