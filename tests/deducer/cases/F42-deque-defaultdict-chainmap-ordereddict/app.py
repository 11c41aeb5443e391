from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from collections import ChainMap, OrderedDict, defaultdict, deque
a = KVStore("a"); b = KVStore("b"); c = KVStore("c"); d = KVStore("d")
def f(q):
    todo = deque([a])
    todo.appendleft(b)
    while todo: todo.popleft().get(q)
def g(q):
    table = defaultdict(list)
    table[q].append(c)
    for kvs in table.values():
        for kv in kvs: kv.get(q)
def h(q): return ChainMap({"x": d}, {"y": a})["x"].get(q)
def o(q): return OrderedDict(x=b)["x"].set("k", q)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(o, name="o")
