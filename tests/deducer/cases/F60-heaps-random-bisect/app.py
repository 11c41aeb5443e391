from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import bisect, heapq, random
a = KVStore("a"); b = KVStore("b")
def f(q):
    heap = []
    heapq.heappush(heap, (1, a.get))
    return heapq.heappop(heap)[1](q)
def g(q): return random.choice([a, b]).get(q)
def h(q):
    xs = [a, b]
    random.shuffle(xs)
    return xs[0].get(q)
def i(q): return [kv.get(q) for kv in random.sample([a, b], 1)]
def j(q): return heapq.nlargest(1, [1, 2], key=lambda x: a.get(x))
def k(q): return bisect.bisect_left([1, 2], q, key=lambda x: b.get(x))
def l(q): return random.choices([a, b], k=2)[0].set("k", q)
for fn in (f, g, h, i, j, k, l): Function(fn, name=fn.__name__)
