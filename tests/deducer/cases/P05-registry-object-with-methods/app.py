from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
class Registry:
    def __init__(self): self.table = {}
    def add(self, name):
        def keep(fn):
            self.table[name] = fn
            return fn
        return keep
    def call(self, name, *args): return self.table[name](*args)
commands, events = Registry(), Registry()
@commands.add("read")
def read(q): return a.get(q)
@events.add("read")
def seen(q): return b.set("k", q)
def f(q): return commands.call("read", q)
def g(q): return events.call(q, q)
Function(f, name="f"); Function(g, name="g")
