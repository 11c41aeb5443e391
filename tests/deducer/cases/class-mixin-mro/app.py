from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
class Log:
    def run(self, q):
        b.set("log", q)
        return super().run(q)
class Base:
    def run(self, q): return a.get(q)
class App(Log, Base): pass
def f(q): return App().run(q)
Function(f, name="f")
