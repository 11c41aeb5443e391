from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Retry(Exception):
    def __init__(self, undo): self.undo = undo
def work(q): raise Retry(lambda: a.delete("k"))
def f(q):
    try:
        work(q)
    except Retry as e:
        e.undo()
Function(f, name="f")
