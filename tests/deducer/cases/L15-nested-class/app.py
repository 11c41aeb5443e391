from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a")
class Outer:
    class Inner:
        def go(self): return a.get("k")
    def run(self): return self.Inner().go()
def f(q): return Outer().run()
Function(f, name="f")
