from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Row:
    def __setattr__(self, name, value): a.set(name, value)
def f(q):
    r = Row()
    r.title = q
Function(f, name="f")
