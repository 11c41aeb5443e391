from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import functools
a = KVStore("a"); b = KVStore("b")
def logged(fn):
    @functools.wraps(fn)
    def run(self, *args):
        b.set("log", 1)
        return fn(self, *args)
    return run
class Base:
    @logged
    def go(self, q): return a.get(q)
class Child(Base): pass
def f(q): return Child().go(q)
Function(f, name="f")
