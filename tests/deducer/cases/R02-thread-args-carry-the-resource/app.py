from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from threading import Thread
a = KVStore("a"); b = KVStore("b")
def work(kv, key="k"): kv.set(key, 1)
def f(q):
    Thread(target=work, args=(a,)).start()
    Thread(target=work, kwargs={"kv": b}).start()
Function(f, name="f")
