from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import sys
if sys.version_info >= (3, 8):
    from new import go
else:
    from old_and_gone import go
def f(q): return go(q)
Function(f, name="f")
