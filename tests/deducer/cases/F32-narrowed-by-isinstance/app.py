from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = Queue("b")
def put(target, q):
    if isinstance(target, KVStore): target.set("k", q)
    else: target.push(q)
def f(q): put(a, q)
def g(q): put(b, q)
Function(f, name="f"); Function(g, name="g")
