from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from blinker import signal
def on_saved(x): b.set("audit", x)
signal("saved").connect(on_saved)
def f(q):
    a.set("k", q)
    signal("saved").send(q)
Function(f, name="f")
