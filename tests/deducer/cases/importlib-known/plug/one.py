from pluto_py import KVStore
kv = KVStore("a")
def go(q): return kv.get(q)
