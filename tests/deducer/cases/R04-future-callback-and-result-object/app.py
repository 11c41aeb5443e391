from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from concurrent.futures import ThreadPoolExecutor
a = KVStore("a"); b = KVStore("b")
def pick(): return a
def f(q):
    pool = ThreadPoolExecutor()
    future = pool.submit(pick)
    future.add_done_callback(lambda fut: b.set("done", 1))
    return future.result().get(q)
Function(f, name="f")
