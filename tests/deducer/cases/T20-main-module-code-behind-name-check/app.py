from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b")
def f(q): return a.get(q)
if __name__ != "__main__":
    Function(f, name="f")
else:
    Function(lambda q: b.get(q), name="g")
