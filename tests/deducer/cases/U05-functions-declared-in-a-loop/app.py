from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def make(kv):
    return lambda q: kv.get(q)
for n, kv in {"fa": a, "fb": b}.items(): Function(make(kv), name=n)
