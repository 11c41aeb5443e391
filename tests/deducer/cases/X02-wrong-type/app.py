from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
m = SageMaker("m", "img:1", instance_count="two")
