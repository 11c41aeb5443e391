from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import nowhere_to_be_found
import uuid
x = KVStore(str(uuid.uuid4()))
y = KVStore("a", size=1)
z = Queue("q")
w = Queue("q")
