from pluto_py import KVStore
kv = KVStore("a")
def read(q): return kv.get(q)
