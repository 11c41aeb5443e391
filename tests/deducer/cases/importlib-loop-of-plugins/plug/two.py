from pluto_py import KVStore
kv = KVStore("b")
def go(q): return kv.set("k", q)
