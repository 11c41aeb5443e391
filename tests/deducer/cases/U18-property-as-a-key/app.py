from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); m = SageMaker("m", "img:1")
def f(q): return {"table": a.aws_table_name, "endpoint": m.endpoint_url}
def g(q): return q
Function(f, name="f"); Function(g, name="g")
