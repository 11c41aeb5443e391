from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
import os
a = KVStore("a")
def f(q): return a.get(os.environ["AWS_REGION"] + os.environ["AWS_LAMBDA_FUNCTION_NAME"])
Function(f, name="f")
