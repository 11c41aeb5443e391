from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Failure(Exception):
    def report(self): a.set("failure", 1)
def f(q):
    try: q()
    except Failure as e: e.report()
Function(f, name="f")
