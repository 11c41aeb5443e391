from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Table:
    def __getitem__(self, k): return a.get(k)
    def __setitem__(self, k, v): a.set(k, v)
    def __delitem__(self, k): a.delete(k)
T = Table()
def f(q): return T[q]
def g(q): T[q] = 1
def h(q): del T[q]
def i(q): T[q] += 1
Function(f, name="f"); Function(g, name="g"); Function(h, name="h"); Function(i, name="i")
