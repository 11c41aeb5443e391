from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
ROUTES = {("GET", "/x"): a.get, ("PUT", "/x"): b.set}
def f(q): return ROUTES["GET", "/x"]("k")
Function(f, name="f")
