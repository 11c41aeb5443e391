from pluto_py import KVStore
kv = KVStore("a")
def __getattr__(name):
    if name == "store":
        return kv
    raise AttributeError(name)
