from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Plugin:
    table = {}
    def __init_subclass__(cls, *, name, **kw):
        super().__init_subclass__(**kw)
        Plugin.table[name] = cls
class Read(Plugin, name="read"):
    def go(self, q): return a.get(q)
class Write(Plugin, name="write"):
    def go(self, q): return b.set("k", q)
def f(q): return Plugin.table["read"]().go(q)
def g(q): return Plugin.table[q]().go(q)
Function(f, name="f"); Function(g, name="g")
