from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
KVS = [a, b, c]
def f(q): return [KVS[i].get(q) for i in range(2)]
def g(q): return KVS[-1].get(q)
def h(q): return KVS[q].get(q)
def s(q): return [kv.get(q) for kv in KVS[1:]]
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(s, name="s")
