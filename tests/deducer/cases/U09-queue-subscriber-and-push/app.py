from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
q1 = Queue("jobs"); a = KVStore("a")
def on(event): a.set("k", event.data)
q1.subscribe(on)
def f(q): q1.push(q)
Function(f, name="f")
