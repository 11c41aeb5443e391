from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def on_read(q): return a.get(q)
def on_write(q): return b.set("k", q)
def f(q): return globals()["on_" + q](q)
Function(f, name="f")
