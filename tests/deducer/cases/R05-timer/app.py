from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import threading
a = KVStore("a")
def f(q):
    t = threading.Timer(0.01, a.set, args=["k", 1])
    t.start()
    t.join()
Function(f, name="f")
