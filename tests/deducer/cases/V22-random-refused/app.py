from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import random
kv = KVStore("t" + str(random.randint(1, 9)))
