from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import queue
Q = queue.Queue()
def f(q):
    Q.put(a.get)
    Q.get()("k")
Function(f, name="f")
