from pluto_py import KVStore
KV = KVStore("a")
