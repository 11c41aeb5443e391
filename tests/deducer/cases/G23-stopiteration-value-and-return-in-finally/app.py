from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
def gen():
    yield 1
    return a
def f(q):
    g = gen()
    next(g)
    try: next(g)
    except StopIteration as stop: return stop.value.get(q)
Function(f, name="f")
