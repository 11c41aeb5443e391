from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
def f(q): return f"table {a.aws_table_name}"
Function(f, name="f")
