from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import random
m = SageMaker("m", "img:1", instance_count=random.randint(1, 2))
