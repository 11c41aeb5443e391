from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from concurrent.futures import ThreadPoolExecutor, as_completed
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(a.get, x) for x in q]
        list(pool.map(b.get, q))
        for done in as_completed(futures): c.set("k", done.result())
Function(f, name="f")
