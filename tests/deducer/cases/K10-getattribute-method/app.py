from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Row:
    def __getattribute__(self, name): return a.get(name)
def f(q): return Row().anything
Function(f, name="f")
