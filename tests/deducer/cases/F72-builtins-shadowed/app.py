from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def print(x): a.set("out", x)
def len(x): return b.get("n")
def f(q):
    print(q)
    return len(q)
Function(f, name="f")
