from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import sys
a = KVStore("a")
def hook(kind, value, tb): a.set("crash", str(value))
sys.excepthook = hook
def f(q): return q
Function(f, name="f")
