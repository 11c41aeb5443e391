from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from fastapi import FastAPI
app = FastAPI()
@app.get("/x")
def x(): return a.get("k")
Function(app, name="web")
