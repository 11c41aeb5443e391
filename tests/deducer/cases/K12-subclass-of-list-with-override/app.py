from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Log(list):
    def append(self, x):
        a.set("k", x)
        super().append(x)
def f(q):
    log = Log()
    log.append(q)
Function(f, name="f")
