from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Temp:
    def __del__(self): a.delete("temp")
def f(q):
    t = Temp()
    return q
Function(f, name="f")
