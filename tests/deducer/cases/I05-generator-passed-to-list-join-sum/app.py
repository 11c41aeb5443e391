from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q): return list(x for x in gen(a, q)), ",".join(gen(b, q)), sum(gen(c, q))
def gen(kv, q):
    for x in q: yield kv.get(x)
Function(f, name="f")
