from pluto_py import Function, KVStore
def build(name, op):
    kv = KVStore(name)
    return {"get": lambda q: kv.get(q), "set": lambda q: kv.set("k", q)}[op]
Function(build("a", "get"), name="f")
Function(build("b", "set"), name="g")
