from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import importlib
def f(q): return importlib.import_module("store").load(q)
def g(q): return importlib.import_module(".store", "pack").load(q)
Function(f, name="f"); Function(g, name="g")
