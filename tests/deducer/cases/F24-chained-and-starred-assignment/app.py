from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c"); d = KVStore("d")
x = y = a
first, *middle, last = [b, c, d, a]
def f(q): return x.get(q), middle[1].get(q)
def g(q): return [kv.get(q) for kv in middle], first.set("k", q)
Function(f, name="f"); Function(g, name="g")
