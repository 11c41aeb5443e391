from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from contextlib import closing
a = KVStore("a"); b = KVStore("b")
class Session:
    def close(self): a.delete("session")
    def ask(self, q): return b.get(q)
def f(q):
    with closing(Session()) as s: return s.ask(q)
Function(f, name="f")
