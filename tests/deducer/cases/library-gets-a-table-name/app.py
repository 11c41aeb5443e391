from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
import somelib
def f(q): return somelib.use(a.aws_table_name)
def g(q): return somelib.use({"table": f"x-{b.aws_table_name}"})
Function(f, name="f")
Function(g, name="g")
