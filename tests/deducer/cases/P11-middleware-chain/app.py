from pluto_py import KVStore, Bucket, Queue, SageMaker, Function
a = KVStore("a"); b = KVStore("b"); c = KVStore("c")
def auth(following):
    def run(q):
        if a.get(q): return following(q)
    return run
def log(following):
    def run(q):
        b.set("log", q)
        return following(q)
    return run
def build(handler, *layers):
    for layer in reversed(layers): handler = layer(handler)
    return handler
Function(build(c.get, auth, log), name="f")
Function(build(lambda q: c.set("k", q), log), name="g")
