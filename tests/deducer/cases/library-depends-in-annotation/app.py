from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from fastapi import FastAPI
import lib
from typing import Annotated
def store(): return a.get("k")
app = FastAPI()
@app.get("/x")
def x(s: Annotated[str, lib.stream(store)]): return s
Function(lambda ev: app(ev), name="web")
