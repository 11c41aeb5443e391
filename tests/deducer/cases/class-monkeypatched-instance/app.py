from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class S:
    def go(self, q): return a.get(q)
s = S()
s.go = lambda q: b.get(q)
def f(q): return s.go(q)
Function(f, name="f")
