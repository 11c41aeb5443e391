from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def gen():
    try:
        yield a.get("k")
    except ValueError:
        b.get("k")
    finally:
        c.get("k")
def f(q):
    g = gen()
    next(g)
    g.throw(ValueError())
Function(f, name="f")
