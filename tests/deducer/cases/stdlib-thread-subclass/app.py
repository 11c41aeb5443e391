from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import threading
class W(threading.Thread):
    def run(self): a.get("k")
def f(q):
    w = W()
    w.start()
Function(f, name="f")
