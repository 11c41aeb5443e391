from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from fastapi import FastAPI
one, two = FastAPI(), FastAPI()
@one.get("/x")
def x(): return a.get("k")
@two.get("/y")
def y(): return b.get("k")
Function(lambda ev: one(ev), name="f")
Function(lambda ev: two(ev), name="g")
