from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import re
def f(q): return re.sub("x", lambda mt: a.get(mt.group(0)), q)
Function(f, name="f")
