from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class It:
    def __iter__(self):
        yield a.get("1")
        yield b.get("2")
def f(q):
    x, y = It()
    return x
Function(f, name="f")
