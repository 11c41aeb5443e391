from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from multiprocessing.pool import ThreadPool
a = KVStore("a"); b = KVStore("b")
def f(q):
    with ThreadPool(2) as pool:
        pool.apply_async(b.get, (q,)).get()
        return pool.map(a.get, ["x"])
Function(f, name="f")
