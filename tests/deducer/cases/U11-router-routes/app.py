from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
from pluto_py import Router
r = Router("api"); a = KVStore("a"); b = KVStore("b")
r.get("/x", lambda req: a.get(req.path))
def save(req): b.set("k", req.body)
r.post("/x", save)
