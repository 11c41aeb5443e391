from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from os import environ, getenv
a = KVStore("a"); b = KVStore("b")
if environ["STAGE"] == "prod": kv = a
else: kv = b
def f(q): return kv.get(getenv("STAGE"))
Function(f, name="f")
