from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from fastapi import FastAPI
a = KVStore("a")
app = FastAPI()
app.on_error = lambda e: a.set("error", 1)
def f(q): return app(q)
Function(f, name="f")
