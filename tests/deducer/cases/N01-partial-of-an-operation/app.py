from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from functools import partial
a = KVStore("a"); b = KVStore("b")
read = partial(a.get)
save = partial(b.set, "k")
def f(q): return save(read(q))
Function(f, name="f")
