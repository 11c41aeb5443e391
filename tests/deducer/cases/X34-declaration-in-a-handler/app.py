from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
q1 = Queue("jobs")
def f(q): q1.subscribe(lambda e: e)
Function(f, name="f")
