from pluto_py import KVStore
_a = KVStore("a")
def __getattr__(name):
    if name == "kv": return _a
    raise AttributeError(name)
