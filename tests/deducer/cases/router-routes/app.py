from pluto_py import KVStore, Router
a = KVStore("a")
api = Router("api")
def hello(request): return a.get("k")
api.get("/hello", hello)
api.post("/hello", lambda request: a.set("k", request.body))
