from pluto_py import KVStore
kv = KVStore("a")
