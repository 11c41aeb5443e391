from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
m = SageMaker("m", "img:1", instance_count=os.environ["COUNT"])
