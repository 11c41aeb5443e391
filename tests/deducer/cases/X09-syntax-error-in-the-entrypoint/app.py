from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q) return q
