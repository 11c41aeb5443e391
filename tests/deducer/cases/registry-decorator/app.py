from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
REG = {}
def on(name):
    def deco(fn):
        REG[name] = fn
        return fn
    return deco
@on("x")
def x(q): return a.get(q)
@on("y")
def y(q): return b.get(q)
def f(q): return REG["x"](q)
def g(q): return REG[q["op"]](q)
Function(f, name="f")
Function(g, name="g")
