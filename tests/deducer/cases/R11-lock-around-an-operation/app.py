from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import threading
a = KVStore("a")
lock = threading.Lock()
def f(q):
    with lock: return a.get(q)
Function(f, name="f")
