from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class S:
    def __init__(self, kv): self.kv = kv
    def go(self): self.kv.get("k")
ALL = [S(kv) for kv in (a, b)]
def f(q): ALL[0].go()
def g(q):
    for s in ALL: s.go()
def h(q): ALL[q].go()
Function(f, name="f")
Function(g, name="g")
Function(h, name="h")
