from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
x = Queue("x"); a = KVStore("a"); b = KVStore("b")
x.subscribe(lambda e: a.get(e.data))
x.subscribe(lambda e: b.get(e.data))
