from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q):
    for i, kv in enumerate(reversed([a, b])): kv.get(i)
    for n, kv in zip(["x"], (c,)): kv.set(n, q)
Function(f, name="f")
