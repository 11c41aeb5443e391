from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class S:
    table = {}
    for name, kv in (("a", a), ("b", b)): table[name] = kv
    first = [kv for kv in table.values()][0]
    if len(table) > 1:
        def load(self, q): return self.table["b"].get(q)
    else:
        def load(self, q): return self.first.get(q)
def f(q): return S().load(q)
def g(q): return S.first.set("k", q)
Function(f, name="f"); Function(g, name="g")
