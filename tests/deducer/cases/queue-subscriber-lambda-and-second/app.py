from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
jobs = Queue("jobs")
jobs.subscribe(lambda e: a.get("k"))
jobs.subscribe(lambda e: b.get("k"))
