from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
try:
    import speedups_that_nobody_has as fast
except ImportError:
    import slow as fast
def f(q): return fast.go(q)
Function(f, name="f")
