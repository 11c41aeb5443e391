from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
def f(q):
    import nothing_like_this
    return nothing_like_this.go(q)
Function(f, name="f")
