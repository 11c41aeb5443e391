from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
s = Bucket("s")
def f(q):
    s.write("k", b"x")
    s.put("k", "/tmp/x")
def g(q): return s.read("k"), list(s.keys())
def h(q): s.delete(q)
Function(f, name="f"); Function(g, name="g"); Function(h, name="h")
