from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import json
a = KVStore("a")
def dumps(x): return a.get(str(x))
json.dumps = dumps
def f(q): return json.dumps(q)
Function(f, name="f")
