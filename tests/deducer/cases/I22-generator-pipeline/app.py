from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def read(keys): return (a.get(k) for k in keys)
def check(items):
    for x in items:
        if b.get(x): yield x
def write(items):
    for x in items: c.set("k", x)
def f(q): write(check(read(q)))
def g(q): check(read(q))
Function(f, name="f"); Function(g, name="g")
