from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import threading
a = KVStore("a")
class W(threading.Thread):
    def run(self): a.set("k", 1)
def f(q):
    w = W()
    w.start()
    w.join()
Function(f, name="f")
