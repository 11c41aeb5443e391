from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
class Bus:
    def __init__(self): self.subscribers = {}
    def on(self, event, fn): self.subscribers.setdefault(event, []).append(fn)
    def emit(self, event, x):
        for fn in self.subscribers.get(event, []): fn(x)
bus = Bus()
bus.on("saved", a.get)
bus.on("saved", lambda x: b.set("k", x))
bus.on("lost", c.get)
def f(q): bus.emit("saved", q)
def g(q): bus.emit(q, q)
Function(f, name="f"); Function(g, name="g")
