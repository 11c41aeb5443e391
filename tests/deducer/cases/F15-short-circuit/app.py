from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def f(q): return (False and a.get(q)) or (True or b.get(q)) and c.get(q)
Function(f, name="f")
