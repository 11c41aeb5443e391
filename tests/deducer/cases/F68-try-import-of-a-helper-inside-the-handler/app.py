from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q):
    try:
        from fast_one_nobody_has import go
    except ImportError:
        from slow import go
    return go(q)
Function(f, name="f")
