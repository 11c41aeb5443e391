from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
jobs = Queue("jobs")
def work(event): a.set("k", event.data)
jobs.subscribe(work)
def f(q): jobs.push(q)
Function(f, name="f")
