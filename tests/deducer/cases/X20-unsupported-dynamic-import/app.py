from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import importlib
def f(q): return importlib.import_module(q["m"]).run()
Function(f, name="f")
