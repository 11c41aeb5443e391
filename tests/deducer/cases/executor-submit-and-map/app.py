from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from concurrent.futures import ThreadPoolExecutor, as_completed
def w(k): return a.get(k)
def f(q):
    with ThreadPoolExecutor() as pool:
        futs = [pool.submit(w, k) for k in q]
        return [x.result() for x in as_completed(futs)]
def g(q):
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(b.get, q))
Function(f, name="f")
Function(g, name="g")
