from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from blinker import signal
a = KVStore("a"); b = KVStore("b")
saved = signal("saved")
def on_saved(x): return a.set("k", x)
saved.connect(on_saved)
def f(q): return saved.send(q)
def g(q): return b.get(q)
Function(f, name="f"); Function(g, name="g")
