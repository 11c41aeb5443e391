from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("x"); b = Queue("x"); c = Bucket("x")
def f(q): a.get(q); b.push(q)
Function(f, name="f")
