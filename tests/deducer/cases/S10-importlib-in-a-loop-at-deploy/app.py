from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import importlib
MODULES = [importlib.import_module(f"plugins.{n}") for n in ("one", "two")]
def f(q): return [m.go(q) for m in MODULES]
Function(f, name="f")
