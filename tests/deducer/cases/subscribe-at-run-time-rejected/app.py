from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
jobs = Queue("jobs")
def f(q): jobs.subscribe(lambda e: None)
Function(f, name="f")
