from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from somelib import use
a = KVStore("a"); b = KVStore("b")
class Plugin:
    def __init__(self): a.get("init")
    def run(self, x): return b.get(x)
def f(q): return use(Plugin).run(q)
Function(f, name="f")
