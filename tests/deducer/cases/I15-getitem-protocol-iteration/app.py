from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Rows:
    def __getitem__(self, i): return a.get(str(i))
    def __len__(self): return 3
def f(q): return [row for row in Rows()]
Function(f, name="f")
