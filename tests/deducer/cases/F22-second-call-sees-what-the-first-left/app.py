from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
LOG = []
def f(q):
    for kv in LOG: kv.get(q)
    LOG.append(b)
    return q
Function(f, name="f")
