from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q):
    import heavy
    return heavy.go(q)
def g(q): return q
Function(f, name="f"); Function(g, name="g")
