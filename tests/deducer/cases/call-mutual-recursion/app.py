from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def even(n): return a.get("e") if n == 0 else odd(n - 1)
def odd(n): return b.get("o") if n == 0 else even(n - 1)
def f(q): return even(q)
Function(f, name="f")
