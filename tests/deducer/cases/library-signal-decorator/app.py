from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from blinker import signal
saved = signal("saved")
@saved.connect
def on_saved(x): b.set("audit", x)
def f(q):
    saved.send(q)
def g(q): return a.get(q)
Function(f, name="f")
Function(g, name="g")
